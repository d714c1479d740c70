package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/anishathalye/porcupine"

	"github.com/pipestatic/pipestatic/stats"
)

const histories = 3000 // of each kind

// TestHistories records what concurrent users do to a stat and see of it, and
// looks for an order that explains it.
//
// Gauges, floats, Set and Delete are linearizable. An integer counter that
// several cores add to is a sum of words which a reader loads one after the
// other, so it may see a later update without an earlier one. What is promised
// of it is that each update counts once, that a read is not below what was
// complete when it began nor above what had begun when it ended, and that it
// never goes down.
func TestHistories(t *testing.T) {
	for _, kind := range []struct {
		name  string
		next  func(*rand.Rand) call
		check func(from value, h []porcupine.Operation) error
	}{
		{"gauge", gauges, linearizable},
		{"deleted", deleted, linearizable},
		{"counter", widened, between},
		{"hot", counting, between},
	} {
		t.Run(kind.name, func(t *testing.T) {
			overlapping := 0
			for seed := range uint64(histories) {
				name, from := begin(t, kind.name, seed)
				h := history(name, seed, kind.next)
				if err := kind.check(from, h); err != nil {
					for _, o := range h {
						t.Logf("%d-%d: %v gave %v", o.Call, o.Return, o.Input, o.Output)
					}
					t.Fatalf("%s %d: from %v: %v", name, seed, from, err)
				}
				if name != "hot" {
					stats.Delete(name)
				}
				overlapping += overlaps(h)
			}
			t.Logf("%d histories of %d calls, with %d pairs of calls at the same time",
				histories, users*calls, overlapping)
		})
	}
}

// begin brings a stat into the state that a history of that kind begins with.
func begin(t *testing.T, kind string, seed uint64) (name string, from value) {
	switch kind {
	case "gauge":
		name = fmt.Sprint(kind, seed)
		stats.Set(name, 0)
		return name, read(name)
	case "hot":
		if seed == 0 {
			heat(t, kind)
			t.Cleanup(func() { stats.Delete(kind) })
		}
		return kind, read(kind)
	}
	return fmt.Sprint(kind, seed), value{}
}

// heat has all cores add to a counter at the same time, until it most likely is
// one that they do not meet on.
func heat(t *testing.T, name string) {
	const goroutines, each = 4, 2_000_000
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range each {
				stats.Incr(name)
			}
		})
	}
	wg.Wait()
	if got := read(name).x; got != goroutines*each {
		t.Errorf("%d updates count as %v", goroutines*each, got)
	}
}

// gauges is any use of a gauge; all sums are exact as floats.
func gauges(random *rand.Rand) call {
	switch p := random.IntN(100); {
	case p < 30:
		return call{"add", float64(random.IntN(7) - 3)}
	case p < 40:
		return call{"addFloat", float64(random.IntN(8))/4 - 1}
	case p < 55:
		return call{"set", float64(random.IntN(9))}
	case p < 63:
		return call{"setFloat", float64(random.IntN(9)) / 2}
	}
	return call{"read", 0}
}

// deleted is gauges and Delete. What is added first after that makes a gauge or a
// float again.
func deleted(random *rand.Rand) call {
	c := gauges(random)
	switch p := random.IntN(100); {
	case p < 15:
		return call{"delete", 0}
	case c.do == "add":
		c.x = -1 - max(c.x, 0)
	}
	return c
}

// counting is what counters are used for.
func counting(random *rand.Rand) call {
	if random.IntN(100) < 60 {
		return call{"add", float64(1 + random.IntN(9))}
	}
	return call{"read", 0}
}

// widened is counting, and at some time a float comes.
func widened(random *rand.Rand) call {
	if random.IntN(100) < 10 {
		return call{"addFloat", float64(random.IntN(8)) / 4}
	}
	return counting(random)
}

// overlaps counts the pairs of calls at the same time.
func overlaps(h []porcupine.Operation) (n int) {
	for i, a := range h {
		for _, b := range h[:i] {
			if a.Call < b.Return && b.Call < a.Return {
				n++
			}
		}
	}
	return n
}
