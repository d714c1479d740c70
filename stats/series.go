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
//
// An add needs its first 64 bytes only, and shares no cache line with that of
// another: a series takes two lines, as the processor fetches them.
type series struct {
	name string
	cell atomic.Pointer[cell]             // nil until the first update of the stat
	hist atomic.Pointer[stripe.Histogram] // nil until the first sample

	// life goes up when the series is attached and when it is detached, so it is
	// odd while the series is in the registry's table. Lines in the registry's
	// order that were made in another life are void.
	life atomic.Uint32

	used  bool // guarded by mu: first is the cell, or was
	first cell // its count is open exactly while it is the cell, and that is an integer counter

	mu   sync.Mutex // held to replace cell or hist, to set, and to begin or end a life
	hash uint64
	reg  *Registry
	_    [8]byte
}

func (s *series) attached() bool { return s.life.Load()%2 == 1 }

// lock returns the series that has s's name now, with mu held: s itself, or,
// where s was deleted, what is or comes in its place. It returns nil when the
// update is refused.
func (s *series) lock() *series {
	for now := s; now != nil; now = s.successor() {
		now.mu.Lock()
		if now.attached() {
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
	c = now.newCell(gauge, float, c)
	c.add(v)
	now.replace(c)
}

// newCell returns a cell that nobody uses yet. mu is held.
func (s *series) newCell(gauge, float bool, base *cell) *cell {
	c := &s.first
	if s.used {
		c = new(cell)
	}
	s.used = true
	c.gauge, c.float, c.base = gauge, float, base
	return c
}

// replace puts c in the place of the cell: first it ends the short way into the
// old one, and what is on that way now has begun before. mu is held.
func (s *series) replace(c *cell) {
	s.first.count.Close()
	if old := s.cell.Load(); old != nil {
		old.replaced.Store(true)
	}
	s.cell.Store(c)
	if c == &s.first && !c.gauge && !c.float {
		c.count.Open()
	}
}

func (s *series) add(n int64) {
	if !s.tryAdd(n) {
		s.addToCell(n)
	}
}

// tryAdd is the short way of an integer counter that no other goroutine is adding
// to at the moment. It is small enough to be inlined.
func (s *series) tryAdd(n int64) bool { return n >= 0 && s.first.count.TryAdd(n) }

// addToCell begins with the same short way where cores met on it: its cell need
// not be looked at there, either.
func (s *series) addToCell(n int64) {
	if n >= 0 {
		if mine := s.first.count.Stripe(); mine != nil {
			s.first.count.AddTo(mine, n)
			return
		}
		if s.first.count.TryAgain(n) {
			return
		}
	}
	c := s.cell.Load()
	switch {
	case !c.takes(n < 0, false):
		s.widen(n < 0, false, wire.Int(n))
	case c.float:
		c.sum.Add(float64(n))
	case c.gauge:
		c.level.Add(n)
	default:
		c.count.Add(n)
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
		c = now.newCell(true, v.IsFloat() || c != nil && c.float, nil)
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
	h := s.hist.Load()
	if h == nil {
		s.observeFirst(x)
	} else if !h.Observe(x) {
		s.reg.refusedSamples.Add(1)
	}
}

// observeFirst makes the histogram. It has its first sample before it is seen. One
// that is refused must not take up what the histogram would.
func (s *series) observeFirst(x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s.reg.refusedSamples.Add(1)
		return
	}
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
	s.replace(nil)
	s.hist.Store(nil)
	s.life.Add(1) // last: a line must not be void while updates still get through
}
