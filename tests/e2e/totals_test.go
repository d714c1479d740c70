package e2e

import (
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// updates is how often each goroutine updates each stat: a million, and less
// under the race detector.
const updates = 1_000_000 / slowdown

// 64 goroutines count by name and by handle while snapshots are taken: totals
// are exact, and no counter is ever seen to go down.
func TestTotals(t *testing.T) {
	const goroutines = 64
	names := []string{"by_name", "by_handle", "added", "mixed"}
	reg := stats.Default()
	for _, name := range names {
		reg.Delete(name)
	}
	var work, watch sync.WaitGroup
	stop := make(chan struct{})
	snapshots := 0
	watch.Go(func() {
		last := map[string]float64{}
		for ; ; snapshots++ {
			for _, name := range names {
				now, _ := reg.Value(name)
				if now < last[name] {
					t.Errorf("%s went from %v to %v", name, last[name], now)
				}
				last[name] = now
			}
			_, _ = reg.WriteTo(io.Discard)
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for range goroutines {
		work.Go(func() {
			handle := reg.Stat("by_handle")
			for i := range updates {
				stats.Incr("by_name")
				handle.Incr()
				stats.Add("added", 3)
				if i%2 == 0 {
					stats.Add("mixed", 2)
				} else {
					stats.Add("mixed", 0.5)
				}
			}
		})
	}
	work.Wait()
	close(stop)
	watch.Wait()
	for name, want := range map[string]float64{
		"by_name": goroutines * updates, "by_handle": goroutines * updates,
		"added": 3 * goroutines * updates, "mixed": 1.25 * goroutines * updates,
	} {
		if got, _ := reg.Value(name); got != want {
			t.Errorf("%s is %s, want %s", name, fmt.Sprint(got), fmt.Sprint(want))
		}
	}
	t.Logf("%d updates each, %d rounds of snapshots", goroutines*updates, snapshots)
}
