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
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// partLeftOut counts that a part of a scenario could not be played.
const partLeftOut = "parts left out: " + needsRoot

// apart plays a scenario in a process that has mounts, and with flags also pids, of
// its own. Where that cannot be had it is played without what needs it.
func apart(name string, flags uintptr) func(context.Context, *env) (counts, error) {
	return func(ctx context.Context, e *env) (counts, error) {
		inside := roles.Command(e.dir, "insider", name, strconv.Itoa(e.random.IntN(math.MaxInt32)),
			strconv.Itoa(e.readers))
		inside.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | flags}
		if err := e.run(inside); errors.Is(err, fs.ErrPermission) {
			c, err := insiders()[name](ctx, e)
			c.add(counts{partLeftOut: 1})
			return c, err
		} else if err != nil {
			return nil, err
		}
		wait(ctx, e.duration)
		inside.Stdin.Close()
		return end(inside, 10*patience), nil // it has patience itself
	}
}

// insiders are the scenarios that are played apart.
func insiders() map[string]func(context.Context, *env) (counts, error) {
	return map[string]func(context.Context, *env) (counts, error){
		"directory": directory,
		"suspended": suspended,
	}
}

// insider plays a scenario until it is told to end.
//
//	insider NAME SEED READERS
func insider(args []string) {
	roles.Must(unix.Mount("", "/", "", unix.MS_PRIVATE|unix.MS_REC, ""))
	if os.Getpid() == 1 {
		roles.Must(unix.Mount("proc", "/proc", "proc", 0, ""))
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { roles.UntilStdinEnds(); cancel() }()
	e := &env{
		options: options{readers: number(args[2])}, dir: os.Getenv(pipedir.Env), apart: true,
		random: rand.New(rand.NewPCG(uint64(number(args[1])), 0)),
	}
	c, err := insiders()[args[0]](ctx, e)
	roles.Must(err)
	report(c)
}

// aWhile lets a time go by that the seed chooses, up to d.
func (e *env) aWhile(ctx context.Context, d time.Duration) {
	wait(ctx, time.Duration(e.random.Int64N(int64(d))))
}
