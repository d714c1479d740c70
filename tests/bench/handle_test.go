package bench

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/puzpuzpuz/xsync/v4"
)

// BenchmarkHandle adds one to one counter, by what the library gives out for hot
// paths.
func BenchmarkHandle(b *testing.B) {
	b.Run("pipestatic", handleOurs)
	b.Run("atomic", handleAtomic)
	b.Run("atomic each", handleAtomicEach)
	b.Run("VictoriaMetrics", handleVictoria)
	b.Run("xsync.Counter", handleXsync)
	b.Run("prometheus", handlePrometheus)
	b.Run("OTel", handleOtel)
	b.Run("hashicorp", handleHashicorp)
}

func handleOurs(b *testing.B) {
	reg := registry(0)
	hits := reg.Stat("hits")
	value := func() int64 { return ourSum(reg, "hits") }
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, value)()
		for b.Loop() {
			hits.Incr()
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hits.Incr()
			}
		})
	})
}

func handleAtomic(b *testing.B) {
	hits := new(atomic.Int64)
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, hits.Load)()
		for b.Loop() {
			hits.Add(1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, hits.Load)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hits.Add(1)
			}
		})
	})
}

// handleAtomicEach has an atomic for each goroutine, which none of the others can:
// they do not know who calls.
func handleAtomicEach(b *testing.B) {
	var hits [64]struct {
		atomic.Int64
		_ [120]byte // no two on a pair of cache lines
	}
	value := func() (sum int64) {
		for i := range hits {
			sum += hits[i].Load()
		}
		return sum
	}
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			mine := &hits[int(goroutines.Add(1))%len(hits)]
			for pb.Next() {
				mine.Add(1)
			}
		})
	})
}

func handleVictoria(b *testing.B) {
	hits := metrics.NewSet().NewCounter("hits")
	value := func() int64 { return int64(hits.Get()) }
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, value)()
		for b.Loop() {
			hits.Inc()
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hits.Inc()
			}
		})
	})
}

func handleXsync(b *testing.B) {
	hits := xsync.NewCounter()
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, hits.Value)()
		for b.Loop() {
			hits.Inc()
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, hits.Value)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hits.Inc()
			}
		})
	})
}

func handlePrometheus(b *testing.B) {
	reg := prometheus.NewRegistry()
	hits := prometheus.NewCounter(prometheus.CounterOpts{Name: "hits"})
	reg.MustRegister(hits)
	value := func() int64 { return promSum(b, reg, "hits") }
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, value)()
		for b.Loop() {
			hits.Inc()
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hits.Inc()
			}
		})
	})
}

func handleOtel(b *testing.B) {
	provider, reader := newOtel()
	hits, err := provider.Meter("bench").Int64Counter("hits")
	if err != nil {
		b.Fatal(err)
	}
	value := func() int64 { return otelSum(b, reader) }
	ctx := context.Background()
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, value)()
		for b.Loop() {
			hits.Add(ctx, 1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hits.Add(ctx, 1)
			}
		})
	})
}

// hashicorp has no handles: the key is the nearest to it.
func handleHashicorp(b *testing.B) {
	m, sink := newHashicorp(b)
	hits := []string{"hits"}
	value := func() int64 { return hashicorpSum(sink) }
	b.Run("alone", func(b *testing.B) {
		defer exactly(b, value)()
		for b.Loop() {
			m.IncrCounter(hits, 1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				m.IncrCounter(hits, 1)
			}
		})
	})
}
