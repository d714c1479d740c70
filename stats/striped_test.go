package stats

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A counter that many goroutines met on is added to in another way. That way,
// too, ends when the counter is deleted, set, or becomes a gauge or a float.
func TestStripedCounterIsReplaced(t *testing.T) {
	for _, tt := range []struct {
		what    string
		replace func(*Registry, *Stat)
		want    func(before float64) float64
	}{
		{"deleted", func(r *Registry, _ *Stat) { r.Delete("hot") },
			func(float64) float64 { return 0 }},
		{"set", func(_ *Registry, s *Stat) { s.Set(100) },
			func(float64) float64 { return 100 }},
		{"a gauge", func(_ *Registry, s *Stat) { s.Add(-1) },
			func(before float64) float64 { return before - 1 }},
		{"a float", func(_ *Registry, s *Stat) { s.AddFloat(0.5) },
			func(before float64) float64 { return before + 0.5 }},
	} {
		r := New(Options{})
		s := r.Stat("hot")
		before := heat(t, s)
		if got, _ := r.Value("hot"); got != before {
			t.Errorf("%v updates count as %v", before, got)
		}
		tt.replace(r, s)
		s.Incr()
		r.Stat("hot").Incr()
		if got, _ := r.Value("hot"); got != tt.want(before)+2 {
			t.Errorf("%s after %v: got %v, want %v", tt.what, before, got, tt.want(before)+2)
		}
	}
}

// heat has goroutines add one to a new counter until it is striped, and returns
// how often they did.
func heat(t *testing.T, s *Stat) float64 {
	t.Helper()
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("needs two processors")
	}
	var n atomic.Int64
	striped := func() bool { return n.Load() > 0 && !s.first.count.TryAdd(0) }
	deadline := time.Now().Add(10 * time.Second)
	for !striped() {
		if time.Now().After(deadline) {
			t.Fatal("no goroutines met in 10 s")
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 10_000 {
					s.Incr()
					n.Add(1)
				}
			})
		}
		all.Wait()
	}
	return float64(n.Load())
}
