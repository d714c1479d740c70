package bench

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	rcrowley "github.com/rcrowley/go-metrics"
)

// How cost grows with the number of names.

// BenchmarkNames adds one by name, one name after the other.
func BenchmarkNames(b *testing.B) {
	for n := 10; n <= 1_000_000; n *= 10 {
		list := names(n)
		b.Run(fmt.Sprint("pipestatic/", n), func(b *testing.B) {
			reg := ourStats(list)
			w := walk{names: list}
			b.ResetTimer()
			for b.Loop() {
				reg.Stat(w.next()).Incr()
			}
		})
		b.Run(fmt.Sprint("copy-on-write map/", n), func(b *testing.B) {
			var counters copyOnWrite
			counters.add(list)
			w := walk{names: list}
			for b.Loop() {
				(*counters.Load())[w.next()].Add(1)
			}
		})
		b.Run(fmt.Sprint("VictoriaMetrics/", n), func(b *testing.B) {
			set := metrics.NewSet()
			for _, name := range list {
				set.NewCounter(name)
			}
			w := walk{names: list}
			for b.Loop() {
				set.GetOrCreateCounter(w.next()).Inc()
			}
		})
	}
}

// BenchmarkRegister adds one to each of n counters that are not there yet.
func BenchmarkRegister(b *testing.B) {
	for n := 1000; n <= 1_000_000; n *= 10 {
		list := names(n)
		b.Run(fmt.Sprint("pipestatic/", n), func(b *testing.B) {
			register(b, n, func() {
				reg := registry(n)
				for _, name := range list {
					reg.Stat(name).Incr()
				}
				runtime.KeepAlive(reg)
			})
		})
		b.Run(fmt.Sprint("map/", n), func(b *testing.B) {
			register(b, n, func() {
				var counters copyOnWrite
				counters.add(list)
				runtime.KeepAlive(&counters)
			})
		})
		b.Run(fmt.Sprint("VictoriaMetrics/", n), func(b *testing.B) {
			register(b, n, func() {
				set := metrics.NewSet()
				for _, name := range list {
					set.GetOrCreateCounter(name).Inc()
				}
				runtime.KeepAlive(set)
			})
		})
		b.Run(fmt.Sprint("rcrowley/", n), func(b *testing.B) {
			register(b, n, func() {
				reg := rcrowley.NewRegistry()
				for _, name := range list {
					rcrowley.GetOrRegisterCounter(name, reg).Inc(1)
				}
				runtime.KeepAlive(reg)
			})
		})
	}
}

// register reports what one name costs.
func register(b *testing.B, n int, all func()) {
	for b.Loop() {
		all()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N*n), "ns/op")
}
