package terminal

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// stuck is how long a terminal that takes nothing holds up the end of a program.
const stuck = time.Second

// A screen writes frames, in a goroutine of its own: a terminal that takes nothing
// (^S, a line that hangs) must not keep the program from its keys and signals.
// Frames that are not written when the next one comes are dropped; what enters
// and leaves the screen is not.
type screen struct {
	out    io.Writer
	failed func(error)

	mu      sync.Mutex
	control string        // guarded by mu: to be written before the frame
	frame   string        // guarded by mu
	writing chan struct{} // guarded by mu: closed when nothing is left; nil: nothing is
	broken  bool          // guarded by mu
}

func newScreen(out io.Writer, failed func(error)) *screen {
	return &screen{out: out, failed: failed}
}

// show writes the text soon.
func (s *screen) show(text string) { s.put("", text) }

// command writes the text soon, and whatever is shown.
func (s *screen) command(text string) { s.put(text, "") }

func (s *screen) put(control, frame string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return
	}
	if control != "" {
		s.control, s.frame = s.control+control, ""
	} else {
		s.frame = frame
	}
	if s.writing == nil {
		s.writing = make(chan struct{})
		go s.write()
	}
}

func (s *screen) write() {
	for text := s.next(); text != ""; text = s.next() {
		if _, err := io.WriteString(s.out, text); err != nil {
			s.fail(fmt.Errorf("writing to the terminal: %w", err))
			return
		}
	}
}

// next takes what is to be written; where nothing is, it says that all is.
func (s *screen) next() (text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text = s.control + s.frame
	s.control, s.frame = "", ""
	if text == "" {
		close(s.writing)
		s.writing = nil
	}
	return text
}

func (s *screen) fail(err error) {
	s.mu.Lock()
	s.broken = true
	close(s.writing)
	s.writing = nil
	s.mu.Unlock()
	s.failed(err)
}

// flush waits until all is written, or nothing goes.
func (s *screen) flush() {
	s.mu.Lock()
	writing := s.writing
	s.mu.Unlock()
	if writing == nil {
		return
	}
	select {
	case <-writing:
	case <-time.After(stuck):
	}
}
