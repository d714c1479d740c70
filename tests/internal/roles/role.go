//go:build unix

package roles

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// UntilStdinEnds is how a role lives as long as the test wants.
func UntilStdinEnds() { _, _ = io.Copy(io.Discard, os.Stdin) }

// Must is for roles, which have no test to fail.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Loop calls once again and again, and at least once, until standard input ends.
// once calls alive when it gets on. Loop reports whether that did not happen for so long; once is
// then still under way.
func Loop(patience time.Duration, once func(alive func())) (hung bool) {
	var stop atomic.Bool
	var since atomic.Int64
	alive := func() { since.Store(time.Now().UnixNano()) }
	alive()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for first := true; first || !stop.Load(); first = false {
			once(alive)
			alive()
		}
	}()
	UntilStdinEnds()
	stop.Store(true)
	for {
		select {
		case <-done:
			return false
		case <-time.After(patience / 10):
			if time.Since(time.Unix(0, since.Load())) > patience {
				return true
			}
		}
	}
}
