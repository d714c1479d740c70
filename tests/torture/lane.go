//go:build linux

package main

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// A lane is a program that works, those who read it, and what they met.
type lane struct {
	*env
	counts counts
	uid    int // of the program; 0: ours

	worker, auditor *roles.Player
	finders         []*roles.Player
	released        []*os.File // FIFOs of others, without their name
}

// lanes plays the same in several directories at the same time, each with choices
// of its own: most troubles last for seconds.
func lanes(ctx context.Context, e *env, play func(context.Context, *lane) error) (counts, error) {
	if err := os.Chmod(e.dir, 0o755); err != nil {
		return nil, err
	}
	var all sync.WaitGroup
	var mu sync.Mutex // guards what follows
	total, errs := counts{}, []error{}
	for i := range min(max(2, e.readers/8), 4) {
		seed := e.random.Uint64()
		all.Go(func() {
			l := e.lane(i, seed)
			defer l.killAll()
			err := play(ctx, l)
			mu.Lock()
			defer mu.Unlock()
			total.add(l.counts)
			errs = append(errs, err)
		})
	}
	all.Wait()
	return total, errors.Join(errs...)
}

func (e *env) lane(i int, seed uint64) *lane {
	random := rand.New(rand.NewPCG(seed, uint64(i)))
	l := &lane{counts: counts{}, env: &env{options: e.options, apart: e.apart, random: random,
		dir: filepath.Join(e.dir, strconv.Itoa(i), "pipes")}}
	if os.Geteuid() == 0 {
		l.uid = 30_000 + random.IntN(20_000) // no process of whose there is
	}
	return l
}

// furnish makes the lane's directory, and starts its processes.
func (l *lane) furnish() error {
	for dir, perm := range map[string]os.FileMode{l.place(): 0o777, l.dir: 0o777 | os.ModeSticky} {
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(dir, perm)); err != nil {
			return err
		}
	}
	size, mode := "100", wholeReads // that fits into the smallest pipe
	if l.random.IntN(2) == 0 {
		size, mode = "5000", pieces
	}
	var err error
	if l.auditor, _, err = l.ready("auditor"); err != nil {
		return err
	}
	if l.worker, err = l.work(l.uid, size, "644", "22"); err != nil {
		return err
	}
	for range 2 {
		f, _, err := l.ready("finder", strconv.Itoa(l.worker.Process.Pid), size, mode,
			strconv.Itoa(l.random.IntN(math.MaxInt32)))
		if err != nil {
			return err
		}
		l.finders = append(l.finders, f)
	}
	l.back(time.Now(), "at the beginning")
	return nil
}

// endure starts the lane's processes and does something to them again and again. In
// the end nothing must have been lost, and nothing must be left.
func (l *lane) endure(ctx context.Context, trouble func(context.Context) error) error {
	if err := l.furnish(); err != nil {
		return err
	}
	for first := true; first || ctx.Err() == nil; first = false {
		if err := trouble(ctx); err != nil {
			return err
		}
		l.free()
		l.aWhile(ctx, 300*time.Millisecond)
	}
	err := l.settle()
	l.leave()
	return err
}

// place is the directory that the lane's directory is in.
func (l *lane) place() string { return filepath.Dir(l.dir) }

// work starts a worker of that user, whose pipe is open.
func (l *lane) work(uid int, args ...string) (*roles.Player, error) {
	p := roles.Command(l.dir, "worker", args...)
	p.As(uid)
	if err := l.run(p); err != nil {
		return nil, err
	}
	if _, err := said(p); err != nil {
		return nil, err
	}
	_, err := order(p, "open")
	return p, err
}
