package stats

import (
	"math"
	"sync"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// A series is what a registry keeps under one name: a stat, a histogram, or
// both. It is what the handles Stat and Histogram point to.
type series struct {
	reg  *Registry
	name string
	hash uint64

	cell atomic.Pointer[cell]             // nil until the first update of the stat
	hist atomic.Pointer[stripe.Histogram] // nil until the first sample

	mu       sync.Mutex // held to replace cell or hist, and to set
	attached bool       // guarded by mu: in the registry's table

	// life goes up when the series is attached and when it is detached: lines
	// in the registry's order that were made in another life are void.
	life atomic.Uint32
}

// lock returns the series that has s's name now, with mu held: s itself, or,
// where s was deleted, what is or comes in its place. It returns nil when the
// update is refused.
func (s *series) lock() *series {
	for now := s; now != nil; now = s.successor() {
		now.mu.Lock()
		if now.attached {
			return now
		}
		now.mu.Unlock()
	}
	s.reg.refuse(s.name)
	return nil
}

func (s *series) successor() *series {
	if now := s.reg.names.get(s.hash, s.name); now != nil {
		return now
	}
	return s.reg.attach(s.hash, s.name, s)
}

// widen adds v to a cell that takes updates of the form: what makes one is in it
// before it is seen.
func (s *series) widen(gauge, float bool, v wire.Value) {
	now := s.lock()
	if now == nil {
		return
	}
	defer now.mu.Unlock()
	c := now.cell.Load()
	if c.takes(gauge, float) {
		c.add(v)
		return
	}
	if c != nil {
		gauge, float = gauge || c.gauge, float || c.float
	}
	c = &cell{gauge: gauge, float: float, base: c}
	c.add(v)
	now.replace(c)
}

// replace puts c in the place of the cell. mu is held.
func (s *series) replace(c *cell) {
	if old := s.cell.Load(); old != nil {
		old.replaced.Store(true)
	}
	s.cell.Store(c)
}

func (s *series) add(n int64) {
	if c := s.cell.Load(); c.takes(n < 0, false) {
		c.addInt(n)
	} else {
		s.widen(n < 0, false, wire.Int(n))
	}
}

func (s *series) addFloat(f float64) {
	gauge := !(f >= 0) // NaN, too
	if c := s.cell.Load(); c.takes(gauge, true) {
		c.sum.Add(f)
	} else {
		s.widen(gauge, true, wire.Float(f))
	}
}

func (s *series) set(v wire.Value) {
	now := s.lock()
	if now == nil {
		return
	}
	defer now.mu.Unlock()
	c := now.cell.Load()
	fresh := !c.takes(true, v.IsFloat()) || c.base != nil
	if fresh {
		c = &cell{gauge: true, float: v.IsFloat() || c != nil && c.float}
	}
	if c.float {
		c.sum.Store(v.Float64())
	} else {
		c.level.Store(v.Int64())
	}
	if fresh {
		now.replace(c)
	}
}

func (s *series) observe(x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s.reg.refusedSamples.Add(1)
		return
	}
	if h := s.hist.Load(); h != nil {
		h.Observe(x)
	} else {
		s.observeFirst(x)
	}
}

// observeFirst makes the histogram. It has its first sample before it is seen.
func (s *series) observeFirst(x float64) {
	now := s.lock()
	if now == nil {
		return
	}
	defer now.mu.Unlock()
	if h := now.hist.Load(); h != nil {
		h.Observe(x)
		return
	}
	h := new(stripe.Histogram)
	h.Observe(x)
	now.reg.order.addHistogram(now)
	now.hist.Store(h)
}

// value returns the stat's value and whether it is a gauge; ok is false when
// there is none. The lock makes readers of a cell with a base agree on the
// order of the updates in both.
func (s *series) value() (v wire.Value, gauge, ok bool) {
	c := s.cell.Load()
	if c == nil {
		return v, false, false
	}
	if c.base == nil {
		return c.own(), c.gauge, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c = s.cell.Load(); c == nil {
		return v, false, false
	}
	return c.value(), c.gauge, true
}

// detach ends the series' life; updates on their way into it have happened
// before.
func (s *series) detach() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attached = false
	s.replace(nil)
	s.hist.Store(nil)
	s.life.Add(1) // last: a line must not be void while updates still get through
}
