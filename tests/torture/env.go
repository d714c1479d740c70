//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// An env is what a scenario has to itself.
type env struct {
	options
	dir    string // of the pipes
	apart  bool   // in namespaces of its own
	random *rand.Rand

	players []*roles.Player
}

// start starts a process in that role; it is gone when the scenario ends.
func (e *env) start(role string, args ...string) (*roles.Player, error) {
	p := roles.Command(e.dir, role, args...)
	return p, e.run(p)
}

// ready starts a process, and waits for its first line.
func (e *env) ready(role string, args ...string) (p *roles.Player, line string, err error) {
	if p, err = e.start(role, args...); err == nil {
		line, err = said(p)
	}
	return p, line, err
}

// said returns the next line of a process, which is killed if there is none.
func said(p *roles.Player) (line string, err error) {
	defer time.AfterFunc(patience, func() { _ = p.Process.Kill() }).Stop()
	return p.Line()
}

func (e *env) run(p *roles.Player) error {
	err := p.Start()
	if err == nil {
		e.players = append(e.players, p)
	}
	return err
}

// kill kills a process, which the scenario then knows no more.
func (e *env) kill(p *roles.Player) {
	p.Kill()
	e.players = slices.DeleteFunc(e.players, func(x *roles.Player) bool { return x == p })
}

func (e *env) killAll() {
	for _, p := range e.players {
		p.Kill()
	}
}

// finish ends processes in order and returns what they report. One that does not
// end hangs; one that ends otherwise has crashed.
func (e *env) finish(players ...*roles.Player) counts {
	for _, p := range players {
		p.Stdin.Close()
	}
	total := counts{}
	for _, p := range players {
		total.add(end(p, 2*patience))
	}
	return total
}

// end waits so long for what a process reports.
func end(p *roles.Player, most time.Duration) counts {
	var killed atomic.Bool
	kill := time.AfterFunc(most, func() {
		killed.Store(true)
		_ = p.Process.Kill()
	})
	defer kill.Stop()
	line, err := p.End()
	met := counts{}
	if err == nil {
		err = json.Unmarshal([]byte(line), &met)
	}
	switch {
	case killed.Load():
		return counts{"hung": 1}
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return counts{"crashed": 1}
	}
	return met
}
