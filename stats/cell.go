package stats

import (
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// A cell is the value of a stat in one of four forms: counter or gauge, integer
// or float. A cell never changes its form. When an update does not fit, the
// stat gets a new cell of a wider form on top of the old one, its base, and its
// value is the sum of both: an update that was already on its way into the base
// still counts. When the stat is set or deleted, the cells before are left
// behind, and an update on its way into them has happened before.
type cell struct {
	gauge, float bool
	replaced     atomic.Bool // by another cell, or deleted: set before that is seen

	count stripe.Int   // an integer counter
	level atomic.Int64 // an integer gauge: the sum of several words could be a value that never was
	sum   stripe.Float // a float

	base *cell
}

// takes reports whether c can take an update of this form.
func (c *cell) takes(gauge, float bool) bool {
	return c != nil && (c.gauge || !gauge) && (c.float || !float)
}

func (c *cell) add(v wire.Value) {
	switch {
	case c.float:
		c.sum.Add(v.Float64())
	case c.gauge:
		c.level.Add(v.Int64())
	default:
		c.count.Add(v.Int64())
	}
}

// own returns what was added to c itself.
func (c *cell) own() wire.Value {
	switch {
	case c.float:
		return wire.Float(c.sum.Load())
	case c.gauge:
		return wire.Int(c.level.Load())
	default:
		return wire.Int(c.count.Load())
	}
}

// value returns the value of a cell and its bases, newest first: what lands in
// a base now began before anything that is in the cell above it. A sum of
// integers wraps, like its parts.
func (c *cell) value() wire.Value {
	v := c.own()
	for b := c.base; b != nil; b = b.base {
		if w := b.own(); v.IsFloat() || w.IsFloat() {
			v = wire.Float(v.Float64() + w.Float64())
		} else {
			v = wire.Int(v.Int64() + w.Int64())
		}
	}
	return v
}
