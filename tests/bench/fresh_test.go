package bench

import (
	"expvar"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/pipestatic/pipestatic/stats"
	rcrowley "github.com/rcrowley/go-metrics"
)

// batch is how many names are built before they are used.
const batch = 1000

// BenchmarkFresh adds one by names that were just built, as from a request, so
// that nothing can be known by their address. Building them is not measured, and
// collecting them hardly.
func BenchmarkFresh(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(5000))
	list := names(100)
	b.Run("pipestatic", func(b *testing.B) { freshOurs(b, list) })
	b.Run("copy-on-write map", func(b *testing.B) { freshMap(b, list) })
	b.Run("VictoriaMetrics", func(b *testing.B) { freshVictoria(b, list) })
	b.Run("expvar.Map", func(b *testing.B) { freshExpvar(b, list) })
	b.Run("rcrowley", func(b *testing.B) { freshRcrowley(b, list) })
}

// A stopwatch adds up what counts of each turn, over all goroutines.
type stopwatch struct{ spent atomic.Int64 }

func (s *stopwatch) since(begun time.Time) { s.spent.Add(int64(time.Since(begun))) }

// report replaces the time of a turn by that of one update.
func (s *stopwatch) report(b *testing.B) {
	each := float64(s.spent.Load()) / float64(runtime.GOMAXPROCS(0)) / float64(b.N*batch)
	b.ReportMetric(each, "ns/op")
}

func freshOurs(b *testing.B, list []string) {
	defer forget(list)
	for _, name := range list {
		stats.Incr(name)
	}
	b.Run("cores", func(b *testing.B) {
		var clock stopwatch
		defer exactlyEach(b, batch, func() int64 { return ourSum(stats.Default(), list...) })()
		b.RunParallel(func(pb *testing.PB) {
			fresh := make([]string, batch)
			for pb.Next() {
				freshly(list, fresh)
				begun := time.Now()
				for _, name := range fresh {
					stats.Incr(name)
				}
				clock.since(begun)
			}
		})
		clock.report(b)
	})
}

func freshMap(b *testing.B, list []string) {
	var counters copyOnWrite
	counters.add(list)
	b.Run("cores", func(b *testing.B) {
		var clock stopwatch
		defer exactlyEach(b, batch, counters.sum)()
		b.RunParallel(func(pb *testing.PB) {
			fresh := make([]string, batch)
			for pb.Next() {
				freshly(list, fresh)
				begun := time.Now()
				for _, name := range fresh {
					(*counters.Load())[name].Add(1)
				}
				clock.since(begun)
			}
		})
		clock.report(b)
	})
}

func freshVictoria(b *testing.B, list []string) {
	set := metrics.NewSet()
	for _, name := range list {
		set.GetOrCreateCounter(name).Inc()
	}
	b.Run("cores", func(b *testing.B) {
		var clock stopwatch
		defer exactlyEach(b, batch, func() int64 { return victoriaSum(set, list) })()
		b.RunParallel(func(pb *testing.PB) {
			fresh := make([]string, batch)
			for pb.Next() {
				freshly(list, fresh)
				begun := time.Now()
				for _, name := range fresh {
					set.GetOrCreateCounter(name).Inc()
				}
				clock.since(begun)
			}
		})
		clock.report(b)
	})
}

func freshExpvar(b *testing.B, list []string) {
	counters := new(expvar.Map)
	for _, name := range list {
		counters.Add(name, 1)
	}
	b.Run("cores", func(b *testing.B) {
		var clock stopwatch
		defer exactlyEach(b, batch, func() int64 { return expvarSum(counters) })()
		b.RunParallel(func(pb *testing.PB) {
			fresh := make([]string, batch)
			for pb.Next() {
				freshly(list, fresh)
				begun := time.Now()
				for _, name := range fresh {
					counters.Add(name, 1)
				}
				clock.since(begun)
			}
		})
		clock.report(b)
	})
}

func freshRcrowley(b *testing.B, list []string) {
	reg := rcrowley.NewRegistry()
	for _, name := range list {
		rcrowley.GetOrRegisterCounter(name, reg).Inc(1)
	}
	b.Run("cores", func(b *testing.B) {
		var clock stopwatch
		defer exactlyEach(b, batch, func() int64 { return rcrowleySum(reg) })()
		b.RunParallel(func(pb *testing.PB) {
			fresh := make([]string, batch)
			for pb.Next() {
				freshly(list, fresh)
				begun := time.Now()
				for _, name := range fresh {
					rcrowley.GetOrRegisterCounter(name, reg).Inc(1)
				}
				clock.since(begun)
			}
		})
		clock.report(b)
	})
}
