package stripe

import (
	"sync/atomic"
	"testing"
)

// Each stands beside the bare atomic: alone it should cost about as much, and
// less as soon as several goroutines add at once.
func BenchmarkAdd(b *testing.B) {
	var bare atomic.Int64
	var alone, shared Int
	var float Float
	shared.spread()
	for _, bb := range []struct {
		name string
		add  func()
	}{
		{"atomic", func() { bare.Add(1) }},
		{"Int", func() { alone.Add(1) }},
		{"striped Int", func() { shared.Add(1) }},
		{"Float", func() { float.Add(1) }},
	} {
		both(b, bb.name, bb.add)
	}
}

func BenchmarkObserve(b *testing.B) {
	var count atomic.Int64
	var sum Float
	var h Histogram
	both(b, "atomic count and sum", func() { count.Add(1); sum.Add(0.25) })
	both(b, "Histogram", func() { h.Observe(0.25) })
}

// both runs f alone and in parallel. The call of f costs all of them the same.
func both(b *testing.B, name string, f func()) {
	b.Run(name+"/alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f()
		}
	})
	b.Run(name+"/parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				f()
			}
		})
	})
}
