//go:build unix

package pipedir

import (
	"time"

	"golang.org/x/sys/unix"
)

// Silence is how long nothing must come out of a dead pipe.
const Silence = 50 * time.Millisecond

// sweepBatch is how many pipes are listened to at once.
const sweepBatch = 128

// A suspect is a FIFO whose maker is gone, open for reading.
type suspect struct {
	name string
	file File
	fd   int
}

// Dead reports whether the FIFO called name, of that pid, is dead. It takes up
// to [Silence] to say yes.
func (d *Dir) Dead(name string, pid int) (File, bool) {
	s, ok := d.suspect(name, pid)
	if !ok {
		return File{}, false
	}
	dead := silent([]suspect{s})
	return s.file, len(dead) == 1
}

// Sweep removes the pipes of the dead, as far as we may, and what they left
// half-made.
func (d *Dir) Sweep() {
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
		if s, ok := d.suspect(name, pid); ok {
			suspects = append(suspects, s)
		}
		if len(suspects) == sweepBatch {
			d.bury(silent(suspects))
			suspects = suspects[:0]
		}
	}
	d.bury(silent(suspects))
}

func (d *Dir) bury(dead []suspect) {
	for _, s := range dead {
		_ = d.Remove(s.name, s.file.ID) // not ours to remove, or gone already
	}
}

func (d *Dir) suspect(name string, pid int) (suspect, bool) {
	f, err := d.Stat(name)
	if err != nil || !f.FIFO || MakerAlive(pid, f.Made) {
		return suspect{}, false
	}
	fd, f, err := d.OpenRead(name)
	return suspect{name, f, fd}, err == nil
}

// silent closes the suspects and returns those that are dead.
func silent(suspects []suspect) (dead []suspect) {
	polled := make([]unix.PollFd, len(suspects))
	for i, s := range suspects {
		defer unix.Close(s.fd)
		polled[i] = unix.PollFd{Fd: int32(s.fd), Events: unix.POLLIN}
		if Parked(s.fd) {
			polled[i].Fd = -1
		}
	}
	if len(suspects) > 0 {
		time.Sleep(Silence)
		_ = again(func() error { _, err := unix.Poll(polled, 0); return err })
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
