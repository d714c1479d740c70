//go:build unix

package stats

import (
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// restFactor keeps readers from costing more than a fifth of one core: after
// work of t the pipe rests four times t. Mostly that is over before the next
// reader comes, and costs nothing.
const restFactor = 4

// A meter tells work from waiting: for a processor, or for a source that waits
// for something. What others did meanwhile passes for work.
type meter struct {
	begun time.Time
	used  time.Duration
}

func startMeter() meter { return meter{time.Now(), cpuTime()} }

func (m meter) work() time.Duration {
	return min(time.Since(m.begun), cpuTime()-m.used)
}

// cpuTime returns how long this process has used processors.
func cpuTime() time.Duration {
	var u unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// serve answers readers until Close.
func (p *pipe) serve() {
	defer close(p.ended)
	for !p.stopped() {
		f, err := p.place()
		if err == nil && !p.stopped() { // Close unparks the FIFO that it sees in place
			var w int
			if w, err = f.park(); err == nil {
				p.pause(time.Until(p.restUntil))
				p.woken(f, w)
			} else if errors.Is(err, fs.ErrPermission) {
				p.abandon(f) // the program has become another user
			}
		}
		if err != nil {
			p.note(err)
			p.pause(p.options.checkEvery)
		}
	}
}

// place returns the FIFO in place, or makes one if there is none.
func (p *pipe) place() (*fifo, error) {
	if f := p.current(); f != nil {
		return f, nil
	}
	f, err := p.claim()
	if err == nil {
		p.setCurrent(f)
		p.note(nil)
	}
	return f, err
}

// woken is called when f was opened: by a reader, by Close, or because it is
// out of place. w is its write end.
func (p *pipe) woken(f *fifo, w int) {
	switch {
	case p.stopped():
		closeFD(w)
	case p.isLost(f):
		closeFD(w)
		p.abandon(f)
	default:
		p.answer(f, w)
	}
}

func (p *pipe) isLost(f *fifo) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost == f
}

// abandon has serve make another FIFO in the place of f.
func (p *pipe) abandon(f *fifo) {
	p.setCurrent(nil)
	p.leave(f)
	p.retired.add(f)
}

// leave gives up f's directory, from which f may only have been moved away.
func (p *pipe) leave(f *fifo) {
	_ = f.dir.Remove(f.name, f.id)
	f.dir.Close()
}

// answer writes one snapshot to who reads f, whose write end is w. Before the
// first byte another FIFO takes the place of f, so that who comes now gets an
// answer of his own.
func (p *pipe) answer(f *fifo, w int) {
	m := startMeter()
	fresh, err := p.renew(f)
	p.note(err)
	if err != nil {
		// Nothing was written, so f can be parked in again.
		closeFD(w)
		p.pause(p.options.checkEvery)
		return
	}
	p.setCurrent(fresh)
	if fresh.dir != f.dir {
		p.leave(f)
	}
	a := answer{fifo: f, fetch: p.lingering.Load()}
	a.text, a.free = p.snapshot()
	p.write(a, w)
	p.restUntil = time.Now().Add(restFactor * m.work())
}

// renew puts a fresh FIFO in the place of f; elsewhere, if f's name has become
// another's.
func (p *pipe) renew(f *fifo) (*fifo, error) {
	if !f.inPlace() {
		return p.claim()
	}
	fresh, err := makeFIFO(f.dir, p.options.Mode)
	if err != nil {
		return nil, err
	}
	if err := fresh.replace(f.name); err != nil {
		_ = fresh.discard()
		if !errors.Is(err, fs.ErrPermission) {
			return nil, err
		}
		return p.claim() // the program has become another user
	}
	return fresh, nil
}

// An answer is one snapshot on its way to a reader.
type answer struct {
	fifo  *fifo
	text  []byte
	free  func() // text is not needed any more
	fetch bool   // Close waits for it
}

// write writes what fits into the pipe at once. The rest of a long answer is
// left to a goroutine, which waits for the reader.
func (p *pipe) write(a answer, w int) {
	n := 0
	if hasReader(w) && unix.SetNonblock(w, true) == nil {
		n, _ = unix.Write(w, a.text)
		n = max(n, 0)
		if 0 < n && n < len(a.text) {
			a.text = a.text[n:]
			p.slow.add(p, a, w)
			return
		}
	}
	unix.Close(w)
	p.written(a, n == len(a.text))
}

// written is called when the answer's FIFO was closed.
func (p *pipe) written(a answer, whole bool) {
	a.free()
	p.retired.add(a.fifo)
	if a.fetch && whole {
		p.fetchOnce.Do(func() { close(p.fetched) })
	}
}

// hasReader spares most programs that ask for all signals a SIGPIPE when a
// reader opens the pipe and goes.
func hasReader(w int) bool {
	fds := []unix.PollFd{{Fd: int32(w), Events: unix.POLLOUT}}
	n, err := unix.Poll(fds, 0)
	return err != nil || n == 0 || fds[0].Revents&unix.POLLERR == 0
}
