//go:build linux

package main

import (
	"fmt"
	"os"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// parent is a process that starts a program and prints its pid. When it is told to
// kill it, it does, and does not ask what became of it.
func parent([]string) {
	p := roles.Command(os.Getenv(pipedir.Env), "program", "10", "0")
	roles.Must(p.Start())
	_, err := p.Line()
	roles.Must(err)
	fmt.Println(p.Process.Pid)
	obey(map[string]func(string) string{
		"kill": func(string) string { return because(p.Process.Kill()) },
	})
	report(counts{})
}

// sleeper is a process without a pipe.
func sleeper([]string) { roles.UntilStdinEnds() }
