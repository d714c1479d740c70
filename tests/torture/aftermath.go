//go:build linux

package main

import (
	"os"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// cleanUp checks what is left of the dead.
func (k *kills) cleanUp(watcher, survivor *roles.Player) error {
	pipes := func(all int) func() bool {
		return func() bool {
			entries, _ := os.ReadDir(k.dir)
			n := 0
			for _, e := range entries {
				if all > 1 || !strings.HasPrefix(e.Name(), ".") {
					n++
				}
			}
			return n == all
		}
	}
	k.within(patience, "the pipes of the dead are removed", pipes(1))
	// Who starts removes what was not even a pipe yet.
	sweeper, _, err := k.ready("program", "10", "0")
	if err != nil {
		return err
	}
	k.counts[started]++
	k.within(patience, "what the dead left half-made is removed", pipes(2))
	k.counts.add(k.finish(watcher))
	k.counts.add(k.finish(survivor, sweeper))
	k.within(0, "the directory is empty", pipes(0))
	if seen := k.counts[mostStarts]; seen > k.counts[started] {
		k.counts.breach("torn", "%d programs started, but growth says %d", k.counts[started], seen)
	}
	return nil
}

// within counts a leak if it is not so in time.
func (k *kills) within(d time.Duration, what string, ok func() bool) {
	for end := time.Now().Add(d); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			left, _ := os.ReadDir(k.dir)
			k.counts.breach("leaked", "not within %v: %s: %v", d, what, left)
			return
		}
	}
}
