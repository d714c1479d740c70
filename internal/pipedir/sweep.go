//go:build unix

package pipedir

import (
	"time"

	"golang.org/x/sys/unix"
)

// Silence is how long nothing must come out of a dead pipe, at the least.
const Silence = 50 * time.Millisecond

// maxRest is how long a program may rest after an answer, at the most, before it
// is taken for dead by those who cannot see its process, as across containers.
const maxRest = 500 * time.Millisecond

// Young reports whether f is so young that its program may still rest: a living
// one that is not parked has just answered, and each answer leaves a new FIFO. A
// young FIFO is not dead.
func (f File) Young() bool {
	age := time.Since(f.Made)
	return -maxRest < age && age < maxRest // but for clocks that were set back
}

// sweepBatch is how many pipes are listened to at once.
const sweepBatch = 128

// A suspect is a FIFO whose maker is gone, open for reading.
type suspect struct {
	name string
	file File
	fd   int
}

// Dead reports whether the FIFO called name is dead, which no process that can
// be seen serves. It takes [Silence] to say yes, and longer where it is young.
func (d *Dir) Dead(name string) (File, bool) {
	f, err := d.Stat(name)
	if err != nil {
		return File{}, false
	}
	s, ok := d.suspect(name, f)
	if !ok {
		return File{}, false
	}
	defer unix.Close(s.fd)
	dead := silent([]suspect{s}, nil)
	return s.file, len(dead) == 1
}

// Sweep removes the pipes of the dead, as far as we may, and what they left
// half-made, until stop is closed.
func (d *Dir) Sweep(stop <-chan struct{}) {
	names, err := d.Names()
	if err != nil {
		return
	}
	var suspects []suspect
	for _, name := range names {
		pid, ok := ParseName(name)
		if !ok {
			pid, ok = parseTemp(name)
		}
		if !ok {
			continue
		}
		f, err := d.Stat(name)
		if err != nil || MakerAlive(pid, f.Made) {
			continue
		}
		if s, ok := d.suspect(name, f); ok {
			suspects = append(suspects, s)
		}
		if len(suspects) == sweepBatch {
			d.bury(suspects, stop)
			suspects = suspects[:0]
		}
	}
	d.bury(suspects, stop)
}

// bury removes the dead among the suspects, and closes all: not before, since an
// ID tells a file from a later one only as long as it is open.
func (d *Dir) bury(suspects []suspect, stop <-chan struct{}) {
	for _, s := range silent(suspects, stop) {
		_ = d.Remove(s.name, s.file.ID) // not ours to remove, or gone already
	}
	for _, s := range suspects {
		unix.Close(s.fd)
	}
}

func (d *Dir) suspect(name string, f File) (suspect, bool) {
	if !f.FIFO {
		return suspect{}, false
	}
	fd, opened, err := d.OpenRead(name)
	if err != nil {
		return suspect{}, false
	}
	if opened.ID != f.ID { // a new one came in between
		unix.Close(fd)
		return suspect{}, false
	}
	return suspect{name, f, fd}, true
}

// silent returns the suspects that are dead, or none when stop is closed before
// that is known.
func silent(suspects []suspect, stop <-chan struct{}) (dead []suspect) {
	if len(suspects) == 0 {
		return nil
	}
	polled := make([]unix.PollFd, len(suspects))
	silence := Silence
	for i, s := range suspects {
		if s.file.Young() {
			silence = max(silence, time.Until(s.file.Made.Add(maxRest)))
		}
		polled[i] = unix.PollFd{Fd: int32(s.fd), Events: unix.POLLIN}
		if Parked(s.fd) {
			polled[i].Fd = -1
		}
	}
	select {
	case <-stop:
		return nil
	case <-time.After(silence):
	}
	if again(func() error { _, err := unix.Poll(polled, 0); return err }) != nil {
		return nil // nothing is known of them
	}
	for i, p := range polled {
		if p.Fd >= 0 && p.Revents == 0 {
			dead = append(dead, suspects[i])
		}
	}
	return dead
}

// Parked reports whether a writer has the FIFO open, or waits in open(2) for a
// reader: then a read finds data or says EAGAIN. The first byte that comes is
// lost, so it is for FIFOs that nobody wants to read.
func Parked(fd int) bool {
	var b [1]byte
	n, err := unix.Read(fd, b[:])
	return n > 0 || err != nil
}
