//go:build linux

package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"syscall"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// A storm is a program and many readers at once, in crowds that come one after
// another.
type storm struct {
	stats  int
	busy   bool // all cores are
	stops  bool // the program stands still now and then
	crowds []crowd
}

func storms() (all []scenario) {
	for _, size := range []int{10, 1000, 50_000} {
		all = append(all, scenario{
			name:    fmt.Sprintf("alone/%d", size),
			promise: "a reader that is alone always gets one whole snapshot, however little at a time",
			run:     storm{stats: size, crowds: loners()}.run,
		})
		for _, busy := range []bool{false, true} {
			state := map[bool]string{false: "idle", true: "busy"}[busy]
			all = append(all, scenario{
				name: fmt.Sprintf("storm/%d/%s", size, state),
				promise: "however many read, in whatever way, each gets one whole snapshot or" +
					" can know that it did not; nobody hangs",
				run: storm{stats: size, busy: busy, crowds: crowds()}.run,
			})
		}
	}
	return append(all, scenario{
		name:    "storm/1000/stopped",
		promise: "the same of a program that stands still now and then, which nobody takes for dead",
		run:     storm{stats: 1000, stops: true, crowds: crowds()}.run,
	})
}

func (s storm) run(ctx context.Context, e *env) (counts, error) {
	busy := 0
	if s.busy {
		busy = runtime.NumCPU()
	}
	p, path, err := e.ready("program", fmt.Sprint(s.stats), fmt.Sprint(busy))
	if err != nil {
		return nil, err
	}
	total := counts{}
	share := e.duration / time.Duration(len(s.crowds))
	for _, c := range s.crowds {
		all, err := s.gather(e, path, c)
		if err != nil {
			return total, err
		}
		if err := s.rage(ctx, e, p, share); err != nil {
			return total, err
		}
		total.add(e.finish(all...))
	}
	total.add(e.finish(p))
	return total, nil
}

// gather has a crowd read.
func (s storm) gather(e *env, path string, c crowd) (all []*roles.Player, err error) {
	mode := c.mode
	if mode == wholeReads && s.stats > fitsPipe {
		mode = pieces
	}
	for kind, share := range c.members {
		for range max(1, share*e.readers/32) {
			args := []string{kind, path, fmt.Sprint(s.stats), mode,
				fmt.Sprint(e.random.IntN(math.MaxInt32))}
			role := "reader"
			if kind == "asker" {
				role, args = "asker", []string{"3", fmt.Sprint(s.stats)}
			}
			p, err := e.start(role, args...)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	for _, p := range all {
		if _, err := said(p); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// rage lets the readers read for that time.
func (s storm) rage(ctx context.Context, e *env, p *roles.Player, d time.Duration) error {
	if !s.stops {
		wait(ctx, d)
		return nil
	}
	for end := time.Now().Add(d); ctx.Err() == nil && time.Now().Before(end); {
		for _, signal := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
			if err := p.Process.Signal(signal); err != nil {
				return err
			}
			wait(ctx, time.Duration(e.random.IntN(700_000))*time.Microsecond)
		}
	}
	return nil
}

// wait returns after that time, or when ctx is done.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
