package stripe

import "sync/atomic"

// An Int is an int64 that is added to. The zero Int is 0 and ready to use. It
// wraps as sync/atomic's integers do.
type Int struct {
	n       atomic.Int64
	stripes atomic.Pointer[ints] // nil while n is for all
	met     meetings
}

// ints begin with what all who add read, and hardly anyone writes. There is no
// pointer in them: memory with pointers does not begin where a cache line does.
type ints struct {
	closed atomic.Bool
	choice

	_      [120]byte
	stripe [stripes]Stripe
	met    meetings
}

// A Stripe is a part of an Int. It fills two cache lines: processors fetch them in
// pairs.
type Stripe struct {
	n atomic.Int64
	_ [120]byte
}

// closed is what an Int without stripes has instead while it is closed.
var closed = newClosed()

func newClosed() *ints {
	s := new(ints)
	s.closed.Store(true)
	return s
}

// TryAdd adds n and returns true, unless i has stripes, or is closed, or another
// goroutine adds at the same moment. It is small enough to be inlined.
func (i *Int) TryAdd(n int64) bool {
	old := i.n.Load()
	return i.stripes.Load() == nil && i.n.CompareAndSwap(old, old+n)
}

// Stripe returns where the calling goroutine adds if i has stripes: nil if it has
// none, or is closed. It is small enough to be inlined.
func (i *Int) Stripe() *Stripe {
	s := i.stripes.Load()
	if s == nil || s.closed.Load() {
		return nil
	}
	return &s.stripe[s.pick()]
}

// AddTo adds n to a stripe of i. It is small enough to be inlined.
func (i *Int) AddTo(s *Stripe, n int64) {
	if uint64(s.n.Add(n))%probed == 0 {
		i.probe(s)
	}
}

// probed is how many adds there are to one that looks whether others are in the
// way: a prime, so that it does not go along with what is added.
const probed = 509

// probe has all goroutines pick other stripes if they met too often. In line, it
// would be too much for AddTo.
//
//go:noinline
func (i *Int) probe(s *Stripe) {
	n, all := s.n.Load(), i.stripes.Load()
	if !s.n.CompareAndSwap(n, n) && all.met.again() {
		all.change()
	}
}

// TryAgain adds what TryAdd did not, and returns true, unless i is closed, or just
// was.
func (i *Int) TryAgain(n int64) bool {
	if i.stripes.Load() == nil {
		if !i.met.again() {
			i.n.Add(n)
			return true
		}
		i.spread()
	}
	s := i.Stripe()
	if s != nil {
		i.AddTo(s, n)
	}
	return s != nil
}

// Add adds n, also where i is closed.
func (i *Int) Add(n int64) {
	if !i.TryAdd(n) && !i.TryAgain(n) {
		i.n.Add(n)
	}
}

// spread gives i its stripes, unless it is closed.
func (i *Int) spread() { i.stripes.CompareAndSwap(nil, new(ints)) }

// Close has TryAdd, Stripe and TryAgain do nothing when they begin from now on. It
// must not be called while Open is.
func (i *Int) Close() {
	if !i.stripes.CompareAndSwap(nil, closed) {
		i.stripes.Load().closed.Store(true)
	}
}

// Open is the reverse of Close.
func (i *Int) Open() {
	if s := i.stripes.Load(); s != nil && !i.stripes.CompareAndSwap(closed, nil) {
		s.closed.Store(false)
	}
}

// Load returns the sum.
func (i *Int) Load() int64 {
	sum := i.n.Load()
	if s := i.stripes.Load(); s != nil {
		for k := range s.stripe {
			sum += s.stripe[k].n.Load()
		}
	}
	return sum
}

// Near returns what is in the word that the calling goroutine would add to: a
// part of the sum that costs an add about nothing.
func (i *Int) Near() int64 {
	if s := i.stripes.Load(); s != nil && s != closed {
		return s.stripe[s.pick()].n.Load()
	}
	return i.n.Load()
}
