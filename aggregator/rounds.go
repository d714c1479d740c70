package aggregator

import (
	"context"
	"sync"
)

// rounds lets requests share readings: one at a time, and a request gets one
// that began after it came. Those that come during a reading share the next.
type rounds struct {
	read func() (*reading, error)

	mu   sync.Mutex
	busy bool   // a reading is under way
	next *round // the one after it; nil: nobody waits
}

// A round is one reading and those who wait for it.
type round struct {
	waiting int // guarded by rounds.mu
	done    chan struct{}

	// Set before done is closed.
	reading *reading
	err     error
}

// join returns a reading that begins now or later. A request that is cancelled
// leaves: the others get theirs all the same, and a reading that nobody waits
// for any more does not begin.
func (s *rounds) join(ctx context.Context) (*reading, error) {
	r := s.enter()
	select {
	case <-r.done:
		return r.reading, r.err
	case <-ctx.Done():
		s.leave(r)
		return nil, ctx.Err()
	}
}

func (s *rounds) enter() *round {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		s.next = &round{done: make(chan struct{})}
	}
	r := s.next
	r.waiting++
	if !s.busy {
		s.begin()
	}
	return r
}

func (s *rounds) leave(r *round) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.waiting--
	if r.waiting == 0 && s.next == r {
		s.next = nil
	}
}

// begin starts the next round. s.mu is held.
func (s *rounds) begin() {
	r := s.next
	s.next, s.busy = nil, true
	go func() {
		r.reading, r.err = s.read()
		close(r.done)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.busy = false
		if s.next != nil {
			s.begin()
		}
	}()
}
