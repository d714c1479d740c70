//go:build unix

package aggregator

import (
	"context"
	"math/rand/v2"
	"time"

	"golang.org/x/sys/unix"
)

// slots bound how many pipes are open at once.
type slots chan struct{}

// newSlots leaves the program most of its descriptors.
func newSlots(most int) slots {
	var l unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &l) == nil {
		most = int(min(uint64(most), max(uint64(l.Cur)/4, 1)))
	}
	return make(slots, most)
}

// enter waits for a slot. The channel serves those who wait in their order.
func (s slots) enter(ctx context.Context) bool {
	select {
	case s <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s slots) leave() { <-s }

// pause waits a little longer at each try, and not as long as others do, who
// may be in each other's way. It reports whether there is time for another try.
func pause(ctx context.Context, try int) bool {
	const first, doublings = 200 * time.Microsecond, 8
	if ctx.Err() != nil {
		return false
	}
	t := time.NewTimer(rand.N(first << min(try, doublings)))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
