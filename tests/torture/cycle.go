//go:build linux

package main

import (
	"context"
	"math"
	"os"
	"strconv"
	"syscall"
)

func cycles() []scenario {
	return []scenario{{
		name: "cycle",
		promise: "registries and aggregators that come and go, and requests that are cancelled," +
			" leave nothing, also while they are read",
		run: cycle,
	}}
}

// cycle has a process do it. There is also a program that stands still, so that
// readings take their time.
func cycle(ctx context.Context, e *env) (counts, error) {
	stopped, _, err := e.ready("program", "10", "0")
	if err != nil {
		return nil, err
	}
	if err := stopped.Process.Signal(syscall.SIGSTOP); err != nil {
		return nil, err
	}
	c, _, err := e.ready("cycler", strconv.Itoa(e.random.IntN(math.MaxInt32)))
	if err != nil {
		return nil, err
	}
	wait(ctx, e.duration)
	total := e.finish(c)
	if err := stopped.Process.Signal(syscall.SIGCONT); err != nil {
		return nil, err
	}
	total.add(e.finish(stopped))
	if left, err := os.ReadDir(e.dir); err != nil || len(left) > 0 {
		total.breach("leaked", "left in the directory: %v, %v", left, err)
	}
	return total, nil
}
