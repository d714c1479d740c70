package stripe

import (
	"math"
	"sync/atomic"
)

// A Float is a float64 that is added to, in one word. The zero Float is 0 and
// ready to use.
type Float struct{ bits atomic.Uint64 }

// Add adds f.
func (x *Float) Add(f float64) {
	for !x.tryAdd(f) {
	}
}

// tryAdd adds f unless another goroutine is adding at the same moment.
func (x *Float) tryAdd(f float64) bool {
	old := x.bits.Load()
	return x.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+f))
}

// Store sets x to f.
func (x *Float) Store(f float64) { x.bits.Store(math.Float64bits(f)) }

// Load returns the value.
func (x *Float) Load() float64 { return math.Float64frombits(x.bits.Load()) }
