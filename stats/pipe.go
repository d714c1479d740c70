//go:build unix

package stats

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// A pipe serves snapshots: serve answers readers one after the other, keep
// looks after the pipe's place and after readers that came too late.
type pipe struct {
	dir      string
	options  Options
	snapshot snapshot

	mu   sync.Mutex
	fifo *fifo // guarded by mu: in place; nil while there is none
	lost *fifo // guarded by mu: found out of place, and unparked
	err  error // guarded by mu: why nobody can read

	restUntil time.Time // serve's: no answer before

	retired retired
	slow    slowReaders

	lingering atomic.Bool   // Close waits for one more answer
	fetched   chan struct{} // closed when it was given
	fetchOnce sync.Once

	stop      chan struct{} // closed by Close
	ended     chan struct{} // closed when serve has returned
	running   sync.WaitGroup
	closeOnce sync.Once
	closeErr  error
}

// A snapshot function returns a snapshot taken now, as text, and what to call
// when that is not needed any more.
type snapshot = func() (text []byte, free func())

// openPipe returns when the pipe can be read.
func openPipe(dir string, o Options, snapshot snapshot) (*pipe, error) {
	p := &pipe{
		dir: dir, options: o, snapshot: snapshot,
		fetched: make(chan struct{}), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	f, err := p.claim()
	if err != nil {
		return nil, err
	}
	p.fifo = f
	p.retired.alarm = newAlarm()
	p.running.Go(p.serve)
	p.running.Go(p.keep)
	p.running.Go(p.sweep)
	return p, nil
}

// sweep removes what the dead have left.
func (p *pipe) sweep() {
	dir, err := pipedir.Open(p.dir)
	if err != nil {
		return
	}
	defer dir.Close()
	dir.Sweep(p.stop)
}

func (p *pipe) stopped() bool {
	select {
	case <-p.stop:
		return true
	default:
		return false
	}
}

// touchEvery is how often a pipe that nobody is parked in is made young, so that
// who cannot see this process does not take it for dead.
const touchEvery = 200 * time.Millisecond

// pause waits, unless Close is called.
func (p *pipe) pause(d time.Duration) {
	for end := time.Now().Add(d); !p.stopped(); {
		left := time.Until(end)
		if left <= 0 {
			return
		}
		if f := p.current(); f != nil && d > touchEvery {
			f.touch()
		}
		select {
		case <-p.stop:
		case <-time.After(min(left, touchEvery)):
		}
	}
}

// trouble returns why nobody can read now.
func (p *pipe) trouble() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// note keeps what goes wrong, or nil, and logs the first of a row.
func (p *pipe) note(err error) {
	p.mu.Lock()
	news := err != nil && p.err == nil
	p.err = err
	p.mu.Unlock()
	if news {
		warn("the pipe cannot be served; the program counts on", "err", err)
	}
}

func (p *pipe) path() string {
	if f := p.current(); f != nil {
		return f.path()
	}
	return ""
}

// current returns the FIFO in place, or nil.
func (p *pipe) current() *fifo {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fifo
}

func (p *pipe) setCurrent(f *fifo) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fifo = f
}
