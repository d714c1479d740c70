package stripe

import "sync/atomic"

// An Int is an int64 that is added to. The zero Int is 0 and ready to use. It
// wraps as sync/atomic's integers do.
type Int struct {
	n       atomic.Int64
	stripes atomic.Pointer[ints] // nil while n is for all
	met     meetings
}

// ints begin with what all who add read, and hardly anyone writes.
type ints struct {
	closed atomic.Bool
	choice

	_      [120]byte
	stripe [stripes]paddedInt
	met    meetings
}

// paddedInt fills two cache lines: processors fetch them in pairs.
type paddedInt struct {
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

// TryAgain adds what TryAdd did not, and returns true, unless i is closed.
func (i *Int) TryAgain(n int64) bool {
	s := i.stripes.Load()
	if s == nil {
		if !i.met.again() {
			i.n.Add(n)
			return true
		}
		s = i.spread()
	}
	if s.closed.Load() {
		return false
	}
	x := &s.stripe[s.pick()].n
	if uint64(x.Add(n))%probed == 0 {
		s.probe(x)
	}
	return true
}

// probed is how many adds there are to one that looks whether others are in the
// way: a prime, so that it does not go along with what is added.
const probed = 509

// probe has the goroutines pick other stripes where they meet on x and its like
// too often.
func (s *ints) probe(x *atomic.Int64) {
	if n := x.Load(); !x.CompareAndSwap(n, n) && s.met.again() {
		s.change()
	}
}

// Add adds n, also where i is closed.
func (i *Int) Add(n int64) {
	if !i.TryAdd(n) && !i.TryAgain(n) {
		i.n.Add(n)
	}
}

// spread gives i its stripes, unless it is closed, and returns what it has then.
func (i *Int) spread() *ints {
	fresh := new(ints)
	for !i.stripes.CompareAndSwap(nil, fresh) {
		if s := i.stripes.Load(); s != nil {
			return s
		}
	}
	return fresh
}

// Close has every TryAdd and TryAgain fail that begins from now on. It must not
// be called while Open is.
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
