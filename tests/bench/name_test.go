package bench

import (
	"expvar"
	"sync/atomic"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/pipestatic/pipestatic/stats"
	rcrowley "github.com/rcrowley/go-metrics"
)

// BenchmarkName100 adds one to counters that are there, and are looked up by name
// each time.
func BenchmarkName100(b *testing.B) {
	list := names(100)
	byName(b, list)
	b.Run("OTel", func(b *testing.B) { nameOtel(b, list) })
	b.Run("hashicorp", func(b *testing.B) { nameHashicorp(b, list) })
}

// BenchmarkName10000 is past what OpenTelemetry keeps of one counter.
func BenchmarkName10000(b *testing.B) { byName(b, names(10_000)) }

func byName(b *testing.B, list []string) {
	b.Run("pipestatic", func(b *testing.B) { nameOurs(b, list) })
	b.Run("copy-on-write map", func(b *testing.B) { nameMap(b, list) })
	b.Run("VictoriaMetrics", func(b *testing.B) { nameVictoria(b, list) })
	b.Run("expvar.Map", func(b *testing.B) { nameExpvar(b, list) })
	b.Run("rcrowley", func(b *testing.B) { nameRcrowley(b, list) })
	b.Run("prometheus", func(b *testing.B) { namePrometheus(b, list) })
}

func nameOurs(b *testing.B, list []string) {
	defer forget(list)
	value := func() int64 { return ourSum(stats.Default(), list...) }
	for _, name := range list {
		stats.Incr(name)
	}
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			stats.Incr(w.next())
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				stats.Incr(w.next())
			}
		})
	})
}

// forget leaves the default registry as it was.
func forget(names []string) {
	for _, name := range names {
		stats.Delete(name)
	}
}

func nameMap(b *testing.B, list []string) {
	var counters copyOnWrite
	counters.add(list)
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, counters.sum)()
		for b.Loop() {
			(*counters.Load())[w.next()].Add(1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, counters.sum)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				(*counters.Load())[w.next()].Add(1)
			}
		})
	})
}

func nameVictoria(b *testing.B, list []string) {
	set := metrics.NewSet()
	value := func() int64 { return victoriaSum(set, list) }
	for _, name := range list {
		set.GetOrCreateCounter(name).Inc()
	}
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			set.GetOrCreateCounter(w.next()).Inc()
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				set.GetOrCreateCounter(w.next()).Inc()
			}
		})
	})
}

func nameExpvar(b *testing.B, list []string) {
	counters := new(expvar.Map)
	value := func() int64 { return expvarSum(counters) }
	for _, name := range list {
		counters.Add(name, 1)
	}
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			counters.Add(w.next(), 1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				counters.Add(w.next(), 1)
			}
		})
	})
}

func nameRcrowley(b *testing.B, list []string) {
	reg := rcrowley.NewRegistry()
	value := func() int64 { return rcrowleySum(reg) }
	for _, name := range list {
		rcrowley.GetOrRegisterCounter(name, reg).Inc(1)
	}
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			rcrowley.GetOrRegisterCounter(w.next(), reg).Inc(1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				rcrowley.GetOrRegisterCounter(w.next(), reg).Inc(1)
			}
		})
	})
}
