package bench

import (
	"context"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber-go/tally/v4"
)

// BenchmarkObserve counts one sample of a distribution, and adds it to the sum.
func BenchmarkObserve(b *testing.B) {
	b.Run("pipestatic", observeOurs)
	b.Run("atomic buckets and sum", observeAtomics)
	b.Run("tally", observeTally)
	b.Run("VictoriaMetrics", observeVictoria)
	b.Run("prometheus", observePrometheus)
	b.Run("OTel", observeOtel)
}

func observeOurs(b *testing.B) {
	reg, samples := registry(0), seconds()
	h := reg.Histogram("request_seconds")
	value := func() int64 { return ourSum(reg, "request_seconds_count") }
	b.Run("alone", func(b *testing.B) {
		i := 0
		defer exactly(b, value)()
		for b.Loop() {
			h.Observe(samples[i%len(samples)])
			i++
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				h.Observe(samples[i%len(samples)])
			}
		})
	})
}

func observeAtomics(b *testing.B) {
	samples, h := seconds(), newAtomicHistogram(prometheus.DefBuckets)
	b.Run("alone", func(b *testing.B) {
		i := 0
		defer exactly(b, h.count)()
		for b.Loop() {
			h.observe(samples[i%len(samples)])
			i++
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, h.count)()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				h.observe(samples[i%len(samples)])
			}
		})
	})
}

func observeTally(b *testing.B) {
	samples, scope := seconds(), tally.NewTestScope("", nil)
	h := scope.Histogram("request_seconds", tally.ValueBuckets(prometheus.DefBuckets))
	value := func() int64 { return tallyCount(scope) }
	b.Run("alone", func(b *testing.B) {
		i := 0
		defer exactly(b, value)()
		for b.Loop() {
			h.RecordValue(samples[i%len(samples)])
			i++
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				h.RecordValue(samples[i%len(samples)])
			}
		})
	})
}

func tallyCount(scope tally.TestScope) (count int64) {
	for _, h := range scope.Snapshot().Histograms() {
		for _, n := range h.Values() {
			count += n
		}
	}
	return count
}

func observeVictoria(b *testing.B) {
	samples := seconds()
	h := metrics.NewSet().NewHistogram("request_seconds")
	value := func() (count int64) {
		h.VisitNonZeroBuckets(func(_ string, n uint64) { count += int64(n) })
		return count
	}
	b.Run("alone", func(b *testing.B) {
		i := 0
		defer exactly(b, value)()
		for b.Loop() {
			h.Update(samples[i%len(samples)])
			i++
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				h.Update(samples[i%len(samples)])
			}
		})
	})
}

func observePrometheus(b *testing.B) {
	reg, samples := prometheus.NewRegistry(), seconds()
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "request_seconds"})
	reg.MustRegister(h)
	value := func() int64 { return promSum(b, reg, "request_seconds") }
	b.Run("alone", func(b *testing.B) {
		i := 0
		defer exactly(b, value)()
		for b.Loop() {
			h.Observe(samples[i%len(samples)])
			i++
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				h.Observe(samples[i%len(samples)])
			}
		})
	})
}

func observeOtel(b *testing.B) {
	provider, reader := newOtel()
	h, err := provider.Meter("bench").Float64Histogram("request_seconds")
	if err != nil {
		b.Fatal(err)
	}
	samples, ctx := seconds(), context.Background()
	value := func() int64 { return otelSum(b, reader) }
	b.Run("alone", func(b *testing.B) {
		i := 0
		defer exactly(b, value)()
		for b.Loop() {
			h.Record(ctx, samples[i%len(samples)])
			i++
		}
	})
	b.Run("cores", func(b *testing.B) {
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				h.Record(ctx, samples[i%len(samples)])
			}
		})
	})
}
