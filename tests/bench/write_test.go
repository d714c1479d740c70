package bench

import (
	"bytes"
	"expvar"
	"io"
	"strconv"
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

// BenchmarkWrite writes all stats as text: what a reader costs a program.
func BenchmarkWrite(b *testing.B) {
	b.Run("pipestatic", func(b *testing.B) {
		writeBoth(b, func(names []string) func(io.Writer) {
			reg := ourStats(names)
			return func(w io.Writer) { _, _ = reg.WriteTo(w) }
		})
	})
	b.Run("append in order", func(b *testing.B) { writeBoth(b, appendInOrder) })
	b.Run("VictoriaMetrics", func(b *testing.B) {
		writeBoth(b, func(names []string) func(io.Writer) {
			set := metrics.NewSet()
			for i, name := range names {
				set.GetOrCreateCounter(name).Set(value(i))
			}
			return set.WritePrometheus
		})
	})
	b.Run("expvar", func(b *testing.B) {
		writeBoth(b, func(names []string) func(io.Writer) {
			counters := new(expvar.Map)
			for i, name := range names {
				counters.Add(name, int64(value(i)))
			}
			return func(w io.Writer) { _, _ = io.WriteString(w, counters.String()) }
		})
	})
	b.Run("prometheus", func(b *testing.B) {
		writeBoth(b, func(names []string) func(io.Writer) {
			reg, vec := prometheusVec()
			for i, name := range names {
				vec.WithLabelValues(name).Add(float64(value(i)))
			}
			return func(w io.Writer) { writeExpfmt(b, reg, w) }
		})
	})
}

// value is what the i-th stat has: seven digits, as counters get.
func value(i int) uint64 { return 1_000_000 + uint64(i)*977%9_000_000 }

func ourStats(names []string) *stats.Registry {
	reg := registry(len(names))
	for i, name := range names {
		reg.Stat(name).Add(int64(value(i)))
	}
	return reg
}

// appendInOrder is the least that does it: names in order, and one buffer.
func appendInOrder(names []string) func(io.Writer) {
	var text []byte
	return func(w io.Writer) {
		text = text[:0]
		for i, name := range names {
			text = append(append(text, name...), ": "...)
			text = append(strconv.AppendUint(text, value(i), 10), '\n')
		}
		_, _ = w.Write(text)
	}
}

func writeExpfmt(b *testing.B, from prometheus.Gatherer, w io.Writer) {
	families, err := from.Gather()
	if err != nil {
		b.Fatal(err)
	}
	e := expfmt.NewEncoder(w, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, family := range families {
		if err := e.Encode(family); err != nil {
			b.Fatal(err)
		}
	}
}

// writeBoth measures few and many stats. One call writes all of them: calling it
// through a variable costs next to nothing.
func writeBoth(b *testing.B, start func(names []string) func(io.Writer)) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			write := start(names(n))
			var text bytes.Buffer
			write(&text) // the first one sorts, and makes what is kept
			if wrote := bytes.Count(text.Bytes(), []byte("/r/")); wrote != n {
				b.Errorf("wrote %d stats of %d", wrote, n)
			}
			b.ReportAllocs()
			for b.Loop() {
				write(io.Discard)
			}
		})
	}
}
