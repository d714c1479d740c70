package bench

import (
	"context"
	"sync/atomic"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// Where the name is a label, or a part of a key.

func namePrometheus(b *testing.B, list []string) {
	reg, vec := prometheusVec()
	value := func() int64 { return promSum(b, reg, "hits") }
	for _, name := range list {
		vec.WithLabelValues(name).Inc()
	}
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			vec.WithLabelValues(w.next()).Inc()
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				vec.WithLabelValues(w.next()).Inc()
			}
		})
	})
}

func nameOtel(b *testing.B, list []string) {
	provider, reader := newOtel()
	hits, err := provider.Meter("bench").Int64Counter("hits")
	if err != nil {
		b.Fatal(err)
	}
	value := func() int64 { return otelSum(b, reader) }
	ctx := context.Background()
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			hits.Add(ctx, 1, metric.WithAttributes(attribute.String("name", w.next())))
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				hits.Add(ctx, 1, metric.WithAttributes(attribute.String("name", w.next())))
			}
		})
	})
}

func nameHashicorp(b *testing.B, list []string) {
	m, sink := newHashicorp(b)
	value := func() int64 { return hashicorpSum(sink) }
	b.Run("alone", func(b *testing.B) {
		w := walk{names: list}
		defer exactly(b, value)()
		for b.Loop() {
			m.IncrCounter([]string{w.next()}, 1)
		}
	})
	b.Run("cores", func(b *testing.B) {
		var goroutines atomic.Int64
		defer exactly(b, value)()
		b.RunParallel(func(pb *testing.PB) {
			w := walkFrom(list, goroutines.Add(1))
			for pb.Next() {
				m.IncrCounter([]string{w.next()}, 1)
			}
		})
	})
}
