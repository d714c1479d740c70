//go:build linux

package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// A storm is a program and many readers at once.
type storm struct {
	stats int
	busy  bool // all cores are
}

func storms() (all []scenario) {
	for _, size := range []int{10, 1000, 50_000} {
		for _, busy := range []bool{false, true} {
			s := storm{size, busy}
			state := map[bool]string{false: "idle", true: "busy"}[busy]
			all = append(all, scenario{
				name: fmt.Sprintf("storm/%d/%s", size, state),
				promise: "however it is read, a reader gets one whole snapshot, or knows that" +
					" it does not; nobody hangs",
				run: s.run,
			})
		}
	}
	return all
}

// A crowd are the readers of one moment: so many of 32 of each kind.
type crowd map[string]int

func crowds() []crowd {
	return []crowd{
		// Nobody wakes the program for nothing, which would free late readers.
		{"cat": 14, "poor": 12, "asker": 6},
		// Nobody takes pieces.
		{"cat": 14, "leaver": 6, "idler": 6, "asker": 6},
		{"cat": 6, "small": 6, "byte": 4, "leaver": 5, "idler": 5, "asker": 6},
	}
}

// fitsPipe is what a pipe holds for sure, in stats of a witness.
const fitsPipe = 2000

// whole reports whether nobody may get pieces: every reader takes all at once.
func (s storm) whole(c crowd) bool { return s.stats <= fitsPipe && c["small"]+c["byte"] == 0 }

func (s storm) run(ctx context.Context, e *env) (counts, error) {
	busy := 0
	if s.busy {
		busy = runtime.NumCPU()
	}
	p, err := e.start("program", fmt.Sprint(s.stats), fmt.Sprint(busy))
	if err != nil {
		return nil, err
	}
	path, err := p.Line()
	if err != nil {
		return nil, err
	}
	total := counts{}
	for _, c := range crowds() {
		met, err := s.read(ctx, e, path, c)
		if err != nil {
			return total, err
		}
		total.add(met)
	}
	total.add(e.finish(p))
	return total, nil
}

// read lets a crowd read for its share of the time.
func (s storm) read(ctx context.Context, e *env, path string, c crowd) (counts, error) {
	var all []*roles.Player
	for kind, share := range c {
		for range max(1, share*e.readers/32) {
			args := []string{kind, path, fmt.Sprint(s.stats), fmt.Sprint(s.whole(c)),
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
		if _, err := p.Line(); err != nil {
			return nil, err
		}
	}
	wait(ctx, e.duration/time.Duration(len(crowds())))
	return e.finish(all...), nil
}

// wait returns after that time, or when ctx is done.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
