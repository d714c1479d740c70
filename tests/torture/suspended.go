//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func suspensions() []scenario {
	return []scenario{{
		name: "suspended",
		promise: "a program that stands still is not dead, one that is a zombie, or whose pid is a" +
			" thread's or another process's, is, and nobody waits for either for long",
		run: apart("suspended", syscall.CLONE_NEWPID),
	}}
}

// A suspension is a lane in which the living are to be told from the dead.
type suspension struct {
	*lane
	dead  []string // names of pipes that may be said to be dead
	clock bool     // was set: who stands still then may be taken for dead
}

func suspended(ctx context.Context, e *env) (counts, error) {
	return lanes(ctx, e, func(ctx context.Context, l *lane) error {
		s := &suspension{lane: l}
		return l.endure(ctx, s.trouble)
	})
}

// trouble is one of what makes it hard to tell, and then whether it was told.
func (s *suspension) trouble(ctx context.Context) error {
	all := []func(context.Context) error{s.still, s.stillReader, s.clockSet, s.zombie, s.threadID}
	if s.apart {
		all = append(all, s.pidAgain)
	}
	return errors.Join(all[s.random.IntN(len(all))](ctx), s.told())
}

// told wants none of the living to have been taken for dead.
func (s *suspension) told() error {
	said, err := order(s.auditor, "dead")
	var names []string
	if err = errors.Join(err, json.Unmarshal([]byte(said), &names)); err != nil {
		return err
	}
	for _, name := range names {
		if pid, _ := pipedir.ParseName(name); pid == s.worker.Process.Pid && s.clock {
			s.counts["taken for dead when the clock was set"]++
		} else if !slices.Contains(s.dead, name) {
			s.counts.breach("lost", "%s, of a living program, was said to be dead", name)
		}
	}
	return nil
}

// still has the program stand still.
func (s *suspension) still(ctx context.Context) error {
	return s.stopped(ctx, s.worker, func() error {
		if s.random.IntN(2) == 0 { // that takes its time
			return nil
		}
		got, err := s.audit(s.auditor)
		if got.Read == 0 && got.Complete && !s.clock {
			s.counts.breach("lost", "nobody said that a program stands still: %+v", got)
		}
		return err
	})
}

// stillReader has a reader stand still, at any moment of a read.
func (s *suspension) stillReader(ctx context.Context) error {
	reader := append(s.finders, s.auditor)[s.random.IntN(len(s.finders)+1)]
	return s.stopped(ctx, reader, func() error {
		s.back(time.Now(), "while a reader stands still")
		return nil
	})
}

func (s *suspension) stopped(ctx context.Context, p *roles.Player, meanwhile func() error) error {
	s.aWhile(ctx, 100*time.Millisecond)
	if err := p.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	err := meanwhile()
	s.aWhile(ctx, 500*time.Millisecond)
	if err := errors.Join(err, p.Process.Signal(syscall.SIGCONT)); err != nil {
		return err
	}
	s.counts["times stopped"]++
	s.back(time.Now(), "after it went on")
	return nil
}

// clockSet makes the pipe as old as it is when the clock is set: that is all that
// is seen of it.
func (s *suspension) clockSet(ctx context.Context) error {
	s.clock = true
	step := []time.Duration{-time.Hour, time.Hour, -time.Second, time.Second}[s.random.IntN(4)]
	for _, path := range s.pipes() {
		_ = os.Chtimes(path, time.Time{}, time.Now().Add(step)) // or it has been read
	}
	s.counts["times the clock was set"]++
	if s.random.IntN(2) == 0 {
		return s.still(ctx)
	}
	s.back(time.Now(), "when the clock was set")
	return nil
}
