package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// The default registry opens its pipe once in the life of a process, so one
// start of the program serves all tests.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "webapp")
	if err != nil {
		panic(err)
	}
	os.Setenv("PIPESTATIC_DIR", dir)
	code := m.Run()
	if err := shop1.end(); err != nil {
		fmt.Println("FAIL: the program ended with", err)
		code = 1
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		fmt.Println("FAIL: after the end there still is", left)
		code = 1
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// shop1 is the running program.
var shop1 program

type program struct {
	greeting map[string]string // what it printed, by the words before the colon
	stop     context.CancelFunc
	ended    chan error
}

// started returns the running program, and starts it before its first use.
func started(t *testing.T) *program {
	t.Helper()
	if shop1.stop == nil {
		shop1.start(t)
	}
	return &shop1
}

func (p *program) start(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p.stop, p.ended, p.greeting = stop, make(chan error, 1), map[string]string{}
	printed, out := io.Pipe()
	go func() {
		p.ended <- run(ctx, []string{"-addr", "127.0.0.1:0", "-traffic", "300"}, out)
		out.Close()
	}()
	for lines := bufio.NewScanner(printed); lines.Scan(); {
		what, where, _ := strings.Cut(lines.Text(), ": ")
		p.greeting[what] = where
		if what == "the shop" {
			return
		}
	}
	t.Fatal("the program did not start:", <-p.ended)
}

func (p *program) end() error {
	if p.stop == nil {
		return nil
	}
	p.stop()
	return <-p.ended
}

func TestArguments(t *testing.T) {
	tests := []struct{ args, want string }{
		{"-traffic -1", "-traffic -1 is not between 0 and 1000"},
		{"-traffic 1001", "-traffic 1001 is not between 0 and 1000"},
		{"-traffic many", `invalid value "many" for flag -traffic: parse error`},
		{"8080", `what is "8080"? All settings are flags, see -help`},
		{"-addr nowhere", "listen tcp: address nowhere: missing port in address" +
			" (choose another port: -addr 127.0.0.1:8081)"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			err := run(t.Context(), strings.Fields(tt.args), io.Discard)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"-help"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{"-addr address", `(default "127.0.0.1:8080")`, "-traffic requests"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, &out)
		}
	}
}

func TestSecondCopyOnOnePort(t *testing.T) {
	addr := strings.TrimPrefix(started(t).greeting["the shop"], "http://")
	addr = strings.TrimSuffix(addr, "/products")
	err := run(t.Context(), []string{"-addr", addr}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "choose another port: -addr") {
		t.Errorf("got %v", err)
	}
}
