//go:build unix

package stats

import (
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// Close tries for a second to free the thread that waits for readers.
const (
	unparkTries = 200
	unparkPause = 5 * time.Millisecond
)

// close ends serve and keep and frees every reader that may still come.
func (p *pipe) close(linger time.Duration) error {
	p.closeOnce.Do(func() {
		if linger > 0 {
			p.lingering.Store(true)
			select {
			case <-p.fetched:
			case <-time.After(linger):
			}
		}
		p.closeErr = p.shut()
	})
	return p.closeErr
}

func (p *pipe) shut() error {
	close(p.stop)
	p.retired.alarm.set(0)
	parked, err := p.unparkServe()
	if err != nil {
		return err
	}
	p.running.Wait()
	p.slow.hurry()
	p.slow.running.Wait()
	closeFD(parked)
	if f := p.current(); f != nil {
		f.poke()
		if err = f.dir.Remove(f.name, f.id); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		f.dir.Close()
		p.retired.add(f)
	}
	p.retired.finish()
	p.retired.alarm.close()
	return err
}

// unparkServe makes serve return, and returns the end that it opened for it.
// That can fail as long as the program has no descriptor left, which it tries
// to outlast.
func (p *pipe) unparkServe() (fd int, err error) {
	for range unparkTries {
		f := p.current()
		if f == nil {
			return -1, nil // serve is not parked
		}
		if fd, err = f.unpark(); err == nil {
			return fd, nil
		}
		select {
		case <-p.ended:
			return -1, nil
		case <-time.After(unparkPause):
			p.retired.finish() // has descriptors to give
		}
	}
	return -1, err
}

func closeFD(fd int) {
	if fd >= 0 {
		unix.Close(fd)
	}
}
