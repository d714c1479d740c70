package stripe

import (
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/address"
)

// An Int is an int64 that is added to. The zero Int is 0 and ready to use. It
// wraps as sync/atomic's integers do.
type Int struct {
	n       atomic.Int64
	stripes atomic.Pointer[[]paddedInt] // nil until goroutines met on n
}

// closed is what an Int that TryAdd must leave alone has instead of stripes.
var closed = new([]paddedInt)

// stripes is how many cores can add without meeting, as long as their
// goroutines' stacks pick different stripes.
const stripes = 8

// paddedInt fills two cache lines: processors fetch them in pairs.
type paddedInt struct {
	n atomic.Int64
	_ [120]byte
}

// TryAdd adds n and returns true, unless i has stripes, or is closed, or another
// goroutine adds at the same moment. It is small enough to be inlined; Add adds
// what it did not.
func (i *Int) TryAdd(n int64) bool {
	old := i.n.Load()
	return i.stripes.Load() == nil && i.n.CompareAndSwap(old, old+n)
}

// Add adds n.
func (i *Int) Add(n int64) {
	s := i.stripes.Load()
	if s == nil {
		for range 2 {
			if i.TryAdd(n) {
				return
			}
		}
		s = i.spread()
	}
	if s == closed {
		i.n.Add(n)
	} else {
		(*s)[pick()].n.Add(n)
	}
}

// spread gives i its stripes, and returns what it has then.
func (i *Int) spread() *[]paddedInt {
	s := make([]paddedInt, stripes)
	i.stripes.CompareAndSwap(nil, &s)
	return i.stripes.Load()
}

// Close has every TryAdd fail that begins from now on. Add goes on.
func (i *Int) Close() { i.stripes.CompareAndSwap(nil, closed) }

// Open is the reverse of Close.
func (i *Int) Open() { i.stripes.CompareAndSwap(closed, nil) }

// Load returns the sum.
func (i *Int) Load() int64 {
	sum := i.n.Load()
	if s := i.stripes.Load(); s != nil {
		for k := range *s {
			sum += (*s)[k].n.Load()
		}
	}
	return sum
}

// pick returns a stripe: mostly the same for one goroutine, and likely another
// for another goroutine. Stacks are powers of two of at least 2 KiB, and the
// small ones lie at multiples of their size, so the bits from 11 up tell them
// apart.
func pick() uintptr {
	a := address.OfStack()
	return (a>>11 ^ a>>14 ^ a>>17) % stripes
}
