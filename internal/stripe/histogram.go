package stripe

import (
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A Histogram counts samples in the bins of package wire. The zero Histogram is
// empty and ready to use. It takes 2 KiB, and 2 KiB a stripe once two
// goroutines met on it.
type Histogram struct {
	first    bins
	stripes  atomic.Pointer[[]bins]
	negative atomic.Bool // a sample below zero came: the sum can fall
}

type bins struct {
	sum Float
	n   [wire.NumBins]atomic.Int64
	_   [(128 - (1+wire.NumBins)*8%128) % 128]byte // no cache line belongs to two stripes
}

// Observe counts the sample x, which must be a number and finite.
func (h *Histogram) Observe(x float64) {
	b := &h.first
	if s := h.stripes.Load(); s != nil {
		b = &(*s)[pick()]
	}
	if x < 0 {
		h.negative.Store(true)
	}
	if b.sum.add(x) && b == &h.first {
		h.spread()
	}
	b.n[wire.Bin(x)].Add(1)
}

// spread gives h its stripes.
func (h *Histogram) spread() {
	if h.stripes.Load() == nil {
		s := make([]bins, stripes)
		h.stripes.CompareAndSwap(nil, &s)
	}
}

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
		for i := range *s {
			(*s)[i].addTo(c)
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
