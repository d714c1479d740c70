//go:build linux

package main

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// killInside has the killing done in a pid namespace, where pids can be chosen.
// An aggregator outside reads, too.
func killInside(ctx context.Context, e *env) (counts, error) {
	if os.Geteuid() != 0 {
		return counts{needsRoot: 1}, nil
	}
	outside, _, err := e.ready("watcher", "1")
	if err != nil {
		return nil, err
	}
	inside := roles.Command(e.dir, "killer", strconv.Itoa(e.random.IntN(math.MaxInt32)))
	inside.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS,
	}
	switch err := e.run(inside); {
	case errors.Is(err, fs.ErrPermission): // root of a container
		return counts{needsRoot: 1}, nil
	case err != nil:
		return nil, err
	}
	wait(ctx, e.duration)
	total := e.finish(outside)
	known := total[mostStarts]
	total.add(e.finish(inside))
	if known > total[started] {
		total.breach("torn", "%d programs started, but growth says %d", total[started], known)
	}
	return total, nil
}

// killer is the first process of a pid namespace, and kills programs in it until
// it is told to end.
//
//	killer SEED
func killer(args []string) {
	roles.Must(unix.Mount("", "/", "", unix.MS_PRIVATE|unix.MS_REC, ""))
	roles.Must(unix.Mount("proc", "/proc", "proc", 0, ""))
	ctx, cancel := context.WithCancel(context.Background())
	go func() { roles.UntilStdinEnds(); cancel() }()
	e := &env{dir: os.Getenv(pipedir.Env), random: rand.New(rand.NewPCG(uint64(number(args[0])), 0))}
	k := &kills{env: e, samePID: true, counts: counts{}}
	roles.Must(k.play(ctx))
	report(k.counts)
}
