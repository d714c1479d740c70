package expvarbridge

import (
	"expvar"
	"fmt"
	"io"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// A snapshot with 100 mirrored vars, beside the same numbers as a registry's
// own and as what /debug/vars prints.
func BenchmarkSnapshot(b *testing.B) {
	ints, funcs := new(expvar.Map), new(expvar.Map)
	own := stats.New(stats.Options{Dir: "off"})
	for i := range 100 {
		name := fmt.Sprintf("requests_of_customer_%d", i)
		ints.Set(name, number64(int64(i)))
		funcs.Set(name, expvar.Func(func() any { return i }))
		own.Stat(name).Set(int64(i))
	}
	registry := func(r *stats.Registry) func() { return func() { r.WriteTo(io.Discard) } }
	for _, bb := range []struct {
		name string
		read func()
	}{
		{"own", registry(own)},
		{"mirror/Int", registry(mirrorOf(ints, Options{}))},
		{"mirror/Func", registry(mirrorOf(funcs, Options{}))},
		{"expvar/Int", func() { _ = ints.String() }},
		{"expvar/Func", func() { _ = funcs.String() }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bb.read()
			}
		})
	}
}
