package memnet

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// Errors of a connection that the other end has closed or reset.
var (
	errPipe  = errors.New("broken pipe")
	errReset = errors.New("connection reset by peer")
)

// A stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	changed *sync.Cond

	sent  []byte // all that was written
	taken int    // how much of it was read
	room  int    // writes wait while so much was not read, 0: never

	writerClosed bool  // no more is written
	readerClosed bool  // nobody reads: writes fail
	reset        error // what reads and writes fail with

	readDeadline, writeDeadline time.Time
}

func newStream(room int) *stream {
	s := &stream{room: room}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// update changes the stream and wakes who waits for it.
func (s *stream) update(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.changed.Broadcast()
}

func passed(deadline time.Time) bool {
	return !deadline.IsZero() && !time.Now().Before(deadline)
}

// read reads as a socket does: a deadline that has passed comes first.
func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.readerClosed:
			return 0, os.ErrClosed
		case passed(s.readDeadline):
			return 0, os.ErrDeadlineExceeded
		case s.reset != nil:
			return 0, s.reset
		case len(p) == 0:
			return 0, nil
		case s.taken < len(s.sent):
			n := copy(p, s.sent[s.taken:])
			s.taken += n
			s.changed.Broadcast()
			return n, nil
		case s.writerClosed:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

// write waits for room, if the stream has a limit.
func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.writerClosed:
			return n, os.ErrClosed
		case passed(s.writeDeadline):
			return n, os.ErrDeadlineExceeded
		case s.reset != nil || s.readerClosed:
			return n, errPipe
		case len(p) == 0:
			return n, nil
		}
		most := len(p)
		if s.room > 0 {
			most = min(most, s.room-(len(s.sent)-s.taken))
		}
		if most > 0 {
			s.sent = append(s.sent, p[:most]...)
			p, n = p[most:], n+most
			s.changed.Broadcast()
			continue
		}
		s.changed.Wait()
	}
}

// setDeadline sets one of the two deadlines.
func (s *stream) setDeadline(which *time.Time, t time.Time) {
	s.update(func() { *which = t })
	if wait := time.Until(t); !t.IsZero() && wait > 0 {
		time.AfterFunc(wait, func() { s.update(func() {}) })
	}
}
