//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// Kills are programs that are killed at any moment, and started again, while
// aggregators read them.
type kills struct {
	*env
	samePID bool // they start again with their old pid
	counts  counts
}

const started = "programs started"

// victims is how many programs there are to kill.
const victims = 4

func killings() []scenario {
	return []scenario{{
		name: "kill/new-pid",
		promise: "of programs that are killed at any moment no piece is taken for a snapshot," +
			" nothing hangs, growth never falls, and their pipes are removed",
		run: func(ctx context.Context, e *env) (counts, error) {
			k := &kills{env: e, counts: counts{}}
			return k.counts, k.play(ctx)
		},
	}, {
		name:    "kill/same-pid",
		promise: "the same, when each has the pid of the one before; also read from another container",
		run:     killInside,
	}}
}

func (k *kills) play(ctx context.Context) error {
	watcher, _, err := k.ready("watcher", "2")
	if err != nil {
		return err
	}
	survivor, _, err := k.ready("program", "10", "0")
	if err != nil {
		return err
	}
	k.counts[started]++
	var places [victims]*roles.Player
	for ctx.Err() == nil {
		place := &places[k.random.IntN(victims)]
		if *place, err = k.replace(*place); err != nil {
			return err
		}
		if k.random.IntN(2) == 0 {
			path, err := said(*place) // it is served now
			if err != nil {
				return err
			}
			if strings.Contains(filepath.Base(path), "-") {
				k.counts["not by its first name"]++
			}
		}
		wait(ctx, time.Duration(k.random.IntN(40_000))*time.Microsecond)
	}
	for _, p := range places {
		if p != nil {
			p.Kill()
		}
	}
	return k.cleanUp(watcher, survivor)
}

// replace kills a program, if there is one, and starts another in its place.
func (k *kills) replace(old *roles.Player) (*roles.Player, error) {
	pid := 0
	if old != nil {
		k.kill(old)
		k.counts["killed"]++
		if k.samePID {
			pid = old.Process.Pid
		}
	}
	size := []string{"10", "1000", "20000"}[k.random.IntN(3)]
	for {
		if pid != 0 { // the next process gets the next pid, unless a thread does
			last := []byte(strconv.Itoa(pid - 1))
			if err := os.WriteFile("/proc/sys/kernel/ns_last_pid", last, 0); err != nil {
				return nil, err
			}
		}
		p, err := k.start("program", size, "0")
		if err != nil {
			return nil, err
		}
		k.counts[started]++
		switch {
		case pid == 0 || p.Process.Pid == pid:
			return p, nil
		case taken(pid):
			k.counts["pids lost to a thread"]++
			return p, nil
		}
		k.kill(p)
	}
}

// taken reports whether a process, or a thread of one, has that pid.
func taken(pid int) bool {
	_, err := os.Stat(filepath.Join("/proc", strconv.Itoa(pid)))
	return err == nil
}
