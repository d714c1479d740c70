package bench

import (
	"expvar"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/pipestatic/pipestatic/stats"
)

// BenchmarkLatency times single updates by name, while nobody reads and while
// snapshots of 100,000 stats are written one after the other. 100 of them are
// updated. The clock is in all timings: "clock only" is what it costs.
func BenchmarkLatency(b *testing.B) {
	list := names(100_000)
	b.Run("pipestatic", func(b *testing.B) {
		for i, name := range list {
			stats.Add(name, value(i))
		}
		defer forget(list)
		during(b, func() { _, _ = stats.Default().WriteTo(io.Discard) }, func(b *testing.B) {
			t := newTimings()
			for b.Loop() {
				begun := time.Now()
				stats.Incr(list[t.next()])
				t.add(begun)
			}
			t.report(b)
		})
	})
	b.Run("VictoriaMetrics", func(b *testing.B) {
		set := metrics.NewSet()
		for _, name := range list {
			set.NewCounter(name)
		}
		during(b, func() { set.WritePrometheus(io.Discard) }, func(b *testing.B) {
			t := newTimings()
			for b.Loop() {
				begun := time.Now()
				set.GetOrCreateCounter(list[t.next()]).Inc()
				t.add(begun)
			}
			t.report(b)
		})
	})
	b.Run("expvar.Map", func(b *testing.B) {
		counters := new(expvar.Map)
		for i, name := range list {
			counters.Add(name, int64(value(i)))
		}
		during(b, func() { _ = counters.String() }, func(b *testing.B) {
			t := newTimings()
			for b.Loop() {
				begun := time.Now()
				counters.Add(list[t.next()], 1)
				t.add(begun)
			}
			t.report(b)
		})
	})
	b.Run("clock only", func(b *testing.B) {
		during(b, runtime.Gosched, func(b *testing.B) {
			t := newTimings()
			for b.Loop() {
				begun := time.Now()
				t.next()
				t.add(begun)
			}
			t.report(b)
		})
	})
}

// during measures without and with snapshots in another goroutine.
func during(b *testing.B, snapshot func(), updates func(b *testing.B)) {
	b.Run("quiet", updates)
	b.Run("snapshots", func(b *testing.B) {
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					snapshot()
				}
			}
		}()
		updates(b)
		close(stop)
		<-stopped
	})
}

// timings are how long the newest updates took. They are of one goroutine.
type timings struct {
	took []time.Duration
	n    int
}

func newTimings() *timings { return &timings{took: make([]time.Duration, 1<<22)} }

func (t *timings) next() int { return t.n % 100 }

func (t *timings) add(begun time.Time) {
	t.took[t.n%len(t.took)] = time.Since(begun)
	t.n++
}

func (t *timings) report(b *testing.B) {
	took := t.took[:min(t.n, len(t.took))]
	slices.Sort(took)
	for _, q := range []struct {
		unit     string
		quantile float64
	}{{"p50-ns", 0.5}, {"p99-ns", 0.99}, {"p99.9-ns", 0.999}} {
		at := int(q.quantile * float64(len(took)-1))
		b.ReportMetric(float64(took[at]), q.unit)
	}
}
