package bench

import (
	"expvar"
	"runtime"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	rcrowley "github.com/rcrowley/go-metrics"
	"github.com/uber-go/tally/v4"
)

// BenchmarkMemory reports the bytes that one counter takes where there are
// 100,000, and one histogram where there are 1,000. The names are there anyway.
func BenchmarkMemory(b *testing.B) {
	counters, histograms := names(100_000), names(1000)
	samples := seconds()
	b.Run("pipestatic/counter", func(b *testing.B) {
		bytesEach(b, counters, func() any { return ourStats(counters) })
	})
	b.Run("pipestatic/histogram", func(b *testing.B) {
		bytesEach(b, histograms, func() any {
			reg := registry(0)
			for i, name := range histograms {
				reg.Histogram(name).Observe(samples[i])
			}
			return reg
		})
	})
	b.Run("map of atomics/counter", func(b *testing.B) {
		bytesEach(b, counters, func() any {
			var m copyOnWrite
			m.add(counters)
			return m.Load()
		})
	})
	b.Run("VictoriaMetrics/counter", func(b *testing.B) {
		bytesEach(b, counters, func() any {
			set := metrics.NewSet()
			for _, name := range counters {
				set.NewCounter(name)
			}
			return set
		})
	})
	b.Run("VictoriaMetrics/histogram", func(b *testing.B) {
		bytesEach(b, histograms, func() any {
			set := metrics.NewSet()
			for i, name := range histograms {
				set.NewHistogram(name).Update(samples[i])
			}
			return set
		})
	})
	b.Run("expvar.Map/counter", func(b *testing.B) {
		bytesEach(b, counters, func() any {
			m := new(expvar.Map)
			for _, name := range counters {
				m.Add(name, 1)
			}
			return m
		})
	})
	b.Run("rcrowley/counter", func(b *testing.B) {
		bytesEach(b, counters, func() any {
			reg := rcrowley.NewRegistry()
			for _, name := range counters {
				rcrowley.GetOrRegisterCounter(name, reg).Inc(1)
			}
			return reg
		})
	})
	b.Run("prometheus/counter", func(b *testing.B) {
		bytesEach(b, counters, func() any {
			_, vec := prometheusVec()
			for _, name := range counters {
				vec.WithLabelValues(name).Inc()
			}
			return vec
		})
	})
	b.Run("prometheus/histogram", func(b *testing.B) {
		bytesEach(b, histograms, func() any {
			vec := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "h"}, []string{"name"})
			for i, name := range histograms {
				vec.WithLabelValues(name).Observe(samples[i])
			}
			return vec
		})
	})
	b.Run("tally/histogram", func(b *testing.B) {
		bytesEach(b, histograms, func() any {
			scope := tally.NewTestScope("", nil)
			for i, name := range histograms {
				scope.Histogram(name, tally.ValueBuckets(prometheus.DefBuckets)).RecordValue(samples[i])
			}
			return scope
		})
	})
}

// bytesEach reports what lives on after make, divided by the names.
func bytesEach(b *testing.B, names []string, make func() any) {
	var made any
	before := heap()
	for b.Loop() {
		made = nil
		made = make()
	}
	b.ReportMetric(float64(heap()-before)/float64(len(names)), "B/each")
	runtime.KeepAlive(made)
}

// heap returns how many bytes live.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers held
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
