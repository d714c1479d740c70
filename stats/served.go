package stats

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// errClosed is what Open returns after Close.
var errClosed = errors.New("pipestatic: the registry is closed")

// served is the registry's side of its pipe.
type served struct {
	atFirstUse bool
	once       sync.Once // of the first use

	mu     sync.Mutex // held while the pipe is opened
	pipe   *pipe      // nil: no pipe
	err    error      // why there is none
	closed bool
}

// firstUse opens the default registry's pipe in the background.
func (s *served) firstUse(r *Registry) {
	if !s.atFirstUse {
		return
	}
	s.once.Do(func() {
		go func() {
			if inTest() && os.Getenv(pipedir.Env) == "" {
				return
			}
			told := r.Err() != nil // to who called Open
			if err := r.Open(); err != nil && !told && !errors.Is(err, errClosed) {
				slog.Warn("pipestatic: no pipe; the program counts on", "err", err)
			}
		}()
	})
}

// inTest reports whether this is a test binary. Its flags are not there yet
// while package variables are made, and its name may be any.
func inTest() bool {
	info, ok := debug.ReadBuildInfo()
	return flag.Lookup("test.v") != nil || ok && strings.HasSuffix(info.Path, ".test")
}

// Open serves the registry on a pipe until Close. The default registry does it
// by itself. It returns when the pipe can be read. Opening an open registry
// does nothing, and with the directory "off" there is no pipe and no error.
//
// It fails where there is no directory that can be trusted, where the system
// has no named pipes (the error is an errors.ErrUnsupported), and after Close.
// The registry counts on all the same.
//
// A program that changes its user does so before its first use of a registry
// that is served: as another user it may not remove the pipe it has, and takes
// another name. One that replaces itself by exec calls Close before.
func (r *Registry) Open() error {
	s := &r.served
	s.mu.Lock()
	defer s.mu.Unlock()
	dir := pipedir.Path(r.options.Dir)
	switch {
	case s.closed:
		return errClosed
	case s.pipe != nil || dir == pipedir.Off:
		return nil
	}
	p, err := openPipe(dir, r.options, r.snapshot)
	s.err = err
	if err != nil {
		s.err = fmt.Errorf("pipestatic: %w", err)
		return s.err
	}
	s.pipe = p
	return nil
}

// Path returns the path of the pipe, for the line that tells people what to
// cat; it is empty while there is no pipe.
func (r *Registry) Path() string {
	s := &r.served
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pipe == nil || s.closed {
		return ""
	}
	return s.pipe.path()
}

// Err returns what went wrong: the error of Open, or what keeps the pipe from
// being served at the moment, looked at again every 1.5 s. It is nil where
// nothing did, before Open and after Close too. The registry counts all the
// same.
func (r *Registry) Err() error {
	s := &r.served
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pipe == nil {
		return s.err
	}
	return s.pipe.trouble()
}

// Close removes the pipe, ends what serves it, and waits until it has ended.
// With Options.Linger it first waits for a reader to fetch one more snapshot.
// The registry counts on and never opens again. Closing twice is the same as
// closing once.
func (r *Registry) Close() error {
	s := &r.served
	s.mu.Lock()
	s.closed = true
	p := s.pipe
	s.mu.Unlock()
	if p == nil {
		return nil
	}
	return p.close(r.options.Linger)
}
