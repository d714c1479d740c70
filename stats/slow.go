//go:build unix

package stats

import (
	"os"
	"slices"
	"sync"
	"time"
)

// Readers that are slow, or have stopped, hold the rest of their answer in
// memory until their time is over. There is room for so many; for one more, the
// one that waits longest is cut off.
const (
	maxSlow      = 32
	maxSlowBytes = 32 << 20
	slowChunk    = 64 << 10 // has to be read within one WriteTimeout

	// closeGrace is what slow readers are still given by Close.
	closeGrace = 100 * time.Millisecond
)

type slowReaders struct {
	running sync.WaitGroup

	mu     sync.Mutex
	writes []*slowWrite // guarded by mu: those not cut off, the oldest first
	bytes  int          // guarded by mu: of their answers
}

type slowWrite struct {
	answer
	w    *os.File
	size int
}

// add writes the rest of an answer to w in the background.
func (s *slowReaders) add(p *pipe, a answer, w int) {
	one := &slowWrite{answer: a, w: os.NewFile(uintptr(w), a.fifo.path()), size: len(a.text)}
	s.mu.Lock()
	s.writes = append(s.writes, one)
	s.bytes += one.size
	for len(s.writes) > maxSlow || s.bytes > maxSlowBytes && len(s.writes) > 1 {
		s.cut(s.writes[0], 0)
	}
	s.mu.Unlock()
	s.running.Go(func() {
		whole := s.write(one, p.options.WriteTimeout)
		s.mu.Lock()
		s.forget(one)
		s.mu.Unlock()
		one.w.Close()
		p.written(one.answer, whole)
	})
}

// write gives the reader a time for each chunk, not for the whole.
func (s *slowReaders) write(one *slowWrite, timeout time.Duration) bool {
	for rest := one.text; len(rest) > 0; {
		s.allow(one, timeout)
		n, err := one.w.Write(rest[:min(len(rest), slowChunk)])
		if err != nil {
			return false
		}
		rest = rest[n:]
	}
	return true
}

func (s *slowReaders) allow(one *slowWrite, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(s.writes, one) {
		_ = one.w.SetWriteDeadline(time.Now().Add(d))
	}
}

// cut lets the write end after d at the latest. mu is held.
func (s *slowReaders) cut(one *slowWrite, d time.Duration) {
	s.forget(one)
	_ = one.w.SetWriteDeadline(time.Now().Add(d))
}

// forget takes the write out of the list. mu is held.
func (s *slowReaders) forget(one *slowWrite) {
	if i := slices.Index(s.writes, one); i >= 0 {
		s.writes = slices.Delete(s.writes, i, i+1)
		s.bytes -= one.size
	}
}

// hurry ends all writes soon. There must be no new ones.
func (s *slowReaders) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.writes) > 0 {
		s.cut(s.writes[0], closeGrace)
	}
}
