package stats_test

import (
	"fmt"
	"io"
	"math"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// Each stands beside its baseline. The loops are direct: a call through a
// variable costs as much as what is measured.
func BenchmarkIncr(b *testing.B) {
	bare := new(atomic.Int64)
	s := stats.New(stats.Options{}).Stat("requests_total")
	b.Run("atomic/alone", func(b *testing.B) {
		for b.Loop() {
			bare.Add(1)
		}
	})
	b.Run("handle/alone", func(b *testing.B) {
		for b.Loop() {
			s.Incr()
		}
	})
	b.Run("atomic/together", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				bare.Add(1)
			}
		})
	})
	b.Run("handle/together", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				s.Incr()
			}
		})
	})
}

// By names that are the same strings each time, and by ones that lie where no
// name lay before.
func BenchmarkIncrByName(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		bare, same, fresh := map[string]*atomic.Int64{}, make([]string, n), make([]string, 64*n)
		for i := range same {
			same[i] = fmt.Sprintf("http_requests_total{route=\"/r/%02d\"}", i)
			bare[same[i]] = new(atomic.Int64)
			stats.Incr(same[i])
		}
		for i := range fresh {
			fresh[i] = strings.Clone(same[i%n])
		}
		for _, names := range []struct {
			kind string
			list []string
		}{{"same", same}, {"fresh", fresh}} {
			b.Run(fmt.Sprint(n, "/", names.kind, "/map"), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					bare[names.list[i%len(names.list)]].Add(1)
				}
			})
			b.Run(fmt.Sprint(n, "/", names.kind, "/Incr"), func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					stats.Incr(names.list[i%len(names.list)])
				}
			})
		}
	}
}

func BenchmarkHandleSet(b *testing.B) {
	s := stats.New(stats.Options{}).Stat("queue_depth")
	for b.Loop() {
		s.Set(7)
	}
}

// Samples of all sizes, so that no bin is the one to expect.
func BenchmarkObserve(b *testing.B) {
	var samples [1024]float64
	for i := range samples {
		samples[i] = 1e-4 * math.Pow(5e4, float64(i*619%len(samples))/float64(len(samples)))
	}
	h := stats.New(stats.Options{}).Histogram("duration_seconds")
	b.Run("alone", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			h.Observe(samples[i%len(samples)])
		}
	})
	b.Run("together", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for i := 0; p.Next(); i++ {
				h.Observe(samples[i%len(samples)])
			}
		})
	})
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
			b.ReportAllocs()
			for b.Loop() {
				_, _ = r.WriteTo(io.Discard)
			}
		})
	}
}
