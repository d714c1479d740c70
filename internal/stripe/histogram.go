package stripe

import (
	"math"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A Histogram counts samples in the bins of package wire. The zero Histogram is
// empty and ready to use. It takes 2 KiB, and 2 KiB a stripe once goroutines met
// on it many times.
type Histogram struct {
	first    bins
	stripes  atomic.Pointer[spread] // nil while first is for all
	negative atomic.Bool            // a sample below zero came: the sum can fall
	met      meetings               // on first
}

// A spread begins with what all who observe read, and hardly anyone writes.
type spread struct {
	choice

	_      [124]byte
	stripe [stripes]bins
	met    meetings
}

type bins struct {
	sum Float
	n   [wire.NumBins]atomic.Int64
	_   [(128 - (1+wire.NumBins)*8%128) % 128]byte // no cache line belongs to two stripes
}

// Observe counts the sample x, and returns true, unless x is no finite number.
func (h *Histogram) Observe(x float64) bool {
	bin := wire.Bin(x)
	if (bin == 0 || bin == wire.NumBins-1) && !h.takes(x) {
		return false
	}
	b, s := &h.first, h.stripes.Load()
	if s != nil {
		b = &s.stripe[s.pick()]
	}
	if !b.sum.tryAdd(x) {
		h.meet(s)
		b.sum.Add(x)
	}
	b.n[bin].Add(1)
	return true
}

// takes is asked about the samples of the outer bins: all that need a second
// look are there.
func (h *Histogram) takes(x float64) bool {
	finite := math.Abs(x) <= math.MaxFloat64 // not NaN, either
	if finite && x < 0 {
		h.negative.Store(true)
	}
	return finite
}

// meet is told that two goroutines met on h.first, or in s. Where that goes on,
// they are better off with stripes, or with others.
func (h *Histogram) meet(s *spread) {
	switch {
	case s == nil && h.met.again():
		h.spread()
	case s != nil && s.met.again():
		s.change()
	}
}

// spread gives h its stripes.
func (h *Histogram) spread() { h.stripes.CompareAndSwap(nil, new(spread)) }

// Counts are the counts of a histogram at one moment.
type Counts struct {
	Bins  [wire.NumBins]int64
	Sum   float64
	Falls bool // some samples were below zero, so that Sum can fall
}

// AddTo adds what h has counted to c. Each bin is read once, so whatever is
// derived from c agrees with itself; the sum may run ahead of the bins or
// behind them by the samples that are being counted.
func (h *Histogram) AddTo(c *Counts) {
	h.first.addTo(c)
	if s := h.stripes.Load(); s != nil {
		for i := range s.stripe {
			s.stripe[i].addTo(c)
		}
	}
	c.Falls = c.Falls || h.negative.Load()
}

func (b *bins) addTo(c *Counts) {
	c.Sum += b.sum.Load()
	for i := range b.n {
		c.Bins[i] += b.n[i].Load()
	}
}

// Count returns the number of samples.
func (c *Counts) Count() (n int64) {
	for _, k := range c.Bins {
		n += k
	}
	return n
}

// Add adds what d has counted to c.
func (c *Counts) Add(d *Counts) {
	for i, k := range d.Bins {
		c.Bins[i] += k
	}
	c.Sum += d.Sum
	c.Falls = c.Falls || d.Falls
}
