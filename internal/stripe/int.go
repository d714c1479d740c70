package stripe

import (
	"sync/atomic"
	"unsafe"
)

// An Int is an int64 that is added to. The zero Int is 0 and ready to use. It
// wraps as sync/atomic's integers do.
type Int struct {
	n       atomic.Int64
	stripes atomic.Pointer[[]paddedInt] // nil until two goroutines met on n
}

// stripes is how many cores can add without meeting, as long as their
// goroutines' stacks pick different stripes.
const stripes = 8

// paddedInt fills two cache lines: processors fetch them in pairs.
type paddedInt struct {
	n atomic.Int64
	_ [120]byte
}

// Add adds n.
func (i *Int) Add(n int64) {
	if s := i.stripes.Load(); s != nil {
		(*s)[pick()].n.Add(n)
		return
	}
	if old := i.n.Load(); !i.n.CompareAndSwap(old, old+n) {
		i.spread(n)
	}
}

// spread gives i its stripes and adds n to one of them.
func (i *Int) spread(n int64) {
	s := make([]paddedInt, stripes)
	if !i.stripes.CompareAndSwap(nil, &s) {
		s = *i.stripes.Load()
	}
	s[pick()].n.Add(n)
}

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

// pick returns a stripe: mostly the same for one goroutine, as long as its stack
// stays where it is and it calls from about the same depth, and likely another
// for another goroutine. Stacks are powers of two of at least 2 KiB, and the
// small ones lie at multiples of their size, so the bits from 11 up tell them
// apart.
//
// The address is only a number here: nothing is read through it and no pointer
// is made of it again, so it does not matter when the stack moves.
func pick() uintptr {
	var here byte
	a := uintptr(unsafe.Pointer(&here))
	return (a>>11 ^ a>>14 ^ a>>17) % stripes
}
