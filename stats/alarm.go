//go:build unix

package stats

import "time"

// An alarm wakes one goroutine, once, at the time that was set last.
type alarm interface {
	// set may be called from any goroutine, also while one waits. No time, or
	// less, is at once.
	set(d time.Duration)
	wait()
	close()
}

// A timer is an alarm by Go's own clock.
type timer struct{ *time.Timer }

func newTimer() alarm { return timer{time.NewTimer(0)} }

func (t timer) set(d time.Duration) { t.Reset(d) }
func (t timer) wait()               { <-t.C }
func (t timer) close()              { t.Stop() }
