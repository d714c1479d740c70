package stats_test

import (
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// Set takes a lock, which Incr does not. What both cost beside a bare atomic and
// other libraries is measured in tests/bench.
func BenchmarkSet(b *testing.B) {
	s := stats.New(stats.Options{}).Stat("queue_depth")
	b.Run("Incr", func(b *testing.B) {
		for b.Loop() {
			s.Incr()
		}
	})
	b.Run("Set", func(b *testing.B) {
		for b.Loop() {
			s.Set(7)
		}
	})
}
