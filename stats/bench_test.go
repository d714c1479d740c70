package stats_test

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

func alone(b *testing.B, update func()) {
	b.ReportAllocs()
	for b.Loop() {
		update()
	}
}

func together(b *testing.B, update func()) {
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			update()
		}
	})
}

func both(b *testing.B, update func()) {
	b.Run("alone", func(b *testing.B) { alone(b, update) })
	b.Run("together", func(b *testing.B) { together(b, update) })
}

// The baseline of all below.
func BenchmarkBareAtomic(b *testing.B) {
	n := new(atomic.Int64)
	both(b, func() { n.Add(1) })
}

func BenchmarkHandleIncr(b *testing.B) {
	s := stats.New(stats.Options{}).Stat("requests_total")
	both(b, s.Incr)
}

func BenchmarkIncrByName(b *testing.B) {
	both(b, func() { stats.Incr("requests_total") })
}

func BenchmarkHandleSet(b *testing.B) {
	s := stats.New(stats.Options{}).Stat("queue_depth")
	both(b, func() { s.Set(7) })
}

func BenchmarkObserve(b *testing.B) {
	h := stats.New(stats.Options{}).Histogram("duration_seconds")
	both(b, func() { h.Observe(0.0123) })
}

// The time per name that was never seen before, which must not grow with their
// number: compare -benchtime 10000x with -benchtime 1000000x.
func BenchmarkNewName(b *testing.B) {
	r := stats.New(stats.Options{MaxStats: 1 << 30})
	names := make([]string, b.N)
	for i := range names {
		names[i] = fmt.Sprintf("a_stat_with_a_long_name_%d", i)
	}
	b.ResetTimer()
	for _, name := range names {
		r.Stat(name).Incr()
	}
}

func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{300, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := stats.New(stats.Options{})
			for i := range n {
				r.Stat(fmt.Sprintf("a_stat_with_a_long_name_%d", i)).Add(int64(i))
			}
			_, _ = r.WriteTo(io.Discard) // the first sorts the names
			b.ReportAllocs()
			for b.Loop() {
				_, _ = r.WriteTo(io.Discard)
			}
		})
	}
}

// How long one Incr takes, beside snapshots that are taken all the time, and
// without: what counts is p99.9.
func BenchmarkIncrBesideSnapshots(b *testing.B) {
	for _, readers := range []int{0, 1} {
		b.Run(fmt.Sprint(readers), func(b *testing.B) {
			r := stats.New(stats.Options{})
			for i := range 10_000 {
				r.Stat(fmt.Sprintf("a_stat_with_a_long_name_%d", i)).Incr()
			}
			var stop atomic.Bool
			var wg sync.WaitGroup
			for range readers {
				wg.Go(func() {
					for !stop.Load() {
						_, _ = r.WriteTo(io.Discard)
					}
				})
			}
			s, took := r.Stat("a_stat_with_a_long_name_77"), make([]time.Duration, b.N)
			b.ResetTimer()
			for i := range took {
				begun := time.Now()
				s.Incr()
				took[i] = time.Since(begun)
			}
			b.StopTimer()
			stop.Store(true)
			wg.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*999/1000].Nanoseconds()), "p99.9-ns")
		})
	}
}
