package stripe

import (
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/address"
)

// stripes is how many cores can add without meeting, as long as their
// goroutines' stacks pick different stripes.
const stripes = 8

// A choice is how goroutines choose among stripes.
type choice struct{ skip atomic.Uint32 } // bits

// pick returns a stripe: mostly the same for one goroutine, and likely another
// for another goroutine. Stacks are powers of two of at least 2 KiB, and the
// small ones lie at multiples of their size, so the bits from 11 up tell them
// apart.
func (c *choice) pick() uintptr {
	a := address.OfStack() >> 11
	return (a ^ a>>3 ^ a>>6) >> (c.skip.Load() % 32) % stripes
}

// change has the goroutines that pick the same stripe likely part.
func (c *choice) change() { c.skip.Store((c.skip.Load() + 1) % 8) }

// meetings counts how often a goroutine found another one in its way.
type meetings struct{ n atomic.Uint32 }

// many is how many meetings are worth the memory of stripes. Two cores that do
// little else have met so often within microseconds; where an add comes once a
// millisecond, that takes days.
const many = 64

// again counts a meeting, and reports whether there were many since it last did.
func (m *meetings) again() bool { return m.n.Add(1)%many == 0 }
