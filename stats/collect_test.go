package stats_test

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

func TestSourceThatFailsCostsItself(t *testing.T) {
	for name, fail := range map[string]func(){
		"panic":  func() { panic("no") },
		"nil":    func() { panic(nil) },
		"Goexit": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			r := stats.New(stats.Options{})
			r.Collect(func(s *stats.Snapshot) { s.Add("half", 1); fail() })
			r.Collect(func(s *stats.Snapshot) { s.Add("good", 1) })
			check(t, r, "good", 1)
			absent(t, r, "half")
			check(t, r, "pipestatic_sources_left_out_total", 3)
		})
	}
}

func TestSlowSourceIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := stats.New(stats.Options{})
		r.Stat("own").Incr()
		release := make(chan struct{})
		var calls atomic.Int64
		r.Collect(func(s *stats.Snapshot) {
			s.Add("calls", calls.Add(1))
			<-release
		})
		begun := time.Now()
		check(t, r, "own", 1)
		if took := time.Since(begun); took != 500*time.Millisecond {
			t.Errorf("the first snapshot took %v, want 500ms", took)
		}
		begun = time.Now()
		check(t, r, "pipestatic_sources_left_out_total", 2)
		if took := time.Since(begun); took != 0 || calls.Load() != 1 {
			t.Errorf("the next took %v, and %d calls, want neither", took, calls.Load())
		}
		close(release)
		synctest.Wait()
		check(t, r, "calls", 2) // the late result is not used: it is of another snapshot
	})
}

func TestSourceRunsOnceAtATime(t *testing.T) {
	r := stats.New(stats.Options{})
	var running, most atomic.Int64
	r.Collect(func(s *stats.Snapshot) {
		most.Store(max(most.Load(), running.Add(1)))
		runtime.Gosched()
		running.Add(-1)
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				r.Value("x")
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d calls at once", most.Load())
	}
}

func TestRemoveSource(t *testing.T) {
	r := stats.New(stats.Options{})
	first := r.Collect(func(s *stats.Snapshot) { s.Add("first", 1) })
	second := r.Collect(func(s *stats.Snapshot) { s.Add("second", 1) })
	first()
	first()
	absent(t, r, "first")
	check(t, r, "second", 1)
	second()
	absent(t, r, "second")
}

// A source may use the registry that asks it.
func TestSourceMayUpdateTheRegistry(t *testing.T) {
	r := stats.New(stats.Options{})
	r.Collect(func(s *stats.Snapshot) { r.Stat("asked").Incr(); r.Delete("gone") })
	check(t, r, "asked", 1)
	check(t, r, "asked", 2)
}

func TestSourceNamedLikeABin(t *testing.T) {
	r := stats.New(stats.Options{})
	r.Histogram("h").Observe(1)
	r.Collect(func(s *stats.Snapshot) { s.Add(`h_bucket{range="0.8..1"}`, 4) })
	check(t, r, `h_bucket{range="0.8..1"}`, 5)
}

func TestSourceHasAsMuchRoomAsItsRegistry(t *testing.T) {
	r := stats.New(stats.Options{MaxStats: 2})
	r.Collect(func(s *stats.Snapshot) {
		s.Add(strings.Repeat("x", 16<<10+1), 1)
		s.Histogram(strings.Repeat("x", 16<<10+1), nil, nil, 1)
		s.Histogram("h", []float64{1}, []int64{1}, 1)
		s.Set("a", 1)
		s.Set("past", 1)
	})
	check(t, r, "h_count", 1)
	check(t, r, "a", 1)
	absent(t, r, "past")
	check(t, r, "pipestatic_refused_total", 12) // of four snapshots
}
