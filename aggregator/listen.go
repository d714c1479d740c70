//go:build unix

package aggregator

import (
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// listen reads an open pipe, until the time is over at the latest, and judges
// what it heard. It reports whether to try again.
func (v *visit) listen(open *os.File, until time.Time) (again bool) {
	e := ear{file: open, session: v.session, patient: !v.buried()}
	defer e.forget()
	end := e.listen(until)
	for end == quiet && v.stays() {
		if !v.idle("its process does not serve it") {
			return false
		}
		e.patient = true
		end = e.listen(until)
	}
	if end == late && !e.writer {
		return v.idle("nothing came in time") // nor was there time to call it dead
	}
	if v.bytes = 0; e.text != nil {
		v.bytes = len(e.text.text)
	}
	return v.judge(e.text, end)
}

// stays reports whether the next writer may come to the pipe that is open: its
// process lives, or may be one that we cannot see, and the path still leads to
// it. Then it is kept open, because what is written just when a reader goes is
// lost.
func (v *visit) stays() bool {
	f, err := v.dir.Stat(v.name)
	if err != nil || f.ID != v.file.ID {
		return false
	}
	if mayRest := f.Young() && !v.buried(); !mayRest && !pipedir.MakerAlive(v.pid, f.Made) {
		return false
	}
	return true
}

// An ear listens to one open FIFO.
//
// While a writer waits in open(2) or has the FIFO open, a read says EAGAIN.
// With nobody there it says 0, which looks like end of file; so a 0 is an end
// of file only when a writer was seen before, or an event came. The event for
// "nobody any more" comes once, and only where somebody was.
type ear struct {
	file    *os.File
	session *session
	text    *buffer // nil: nothing was heard
	patient bool    // wait for a writer where there is none
	writer  bool    // one was seen
	end     ending
}

// listen waits for a writer as long as a dead pipe has to be silent. One who
// has come by then is waited for until the end, however long the snapshot takes.
func (e *ear) listen(until time.Time) (end ending) {
	end = late
	if e.patient {
		silence := time.Now().Add(pipedir.Silence)
		if silence.After(until) {
			silence = until
		}
		end = e.hear(silence)
	}
	if end == late {
		e.patient = false
		end = e.hear(until)
	}
	return end
}

// hear reads until something ends it, or the time is over.
func (e *ear) hear(until time.Time) ending {
	e.end = late
	conn, err := e.file.SyscallConn()
	if err == nil {
		err = e.file.SetReadDeadline(until)
	}
	if err != nil {
		return broken
	}
	event := false
	_ = conn.Read(func(fd uintptr) (done bool) { // fails at the deadline only
		done = e.drain(int(fd), event)
		event = true
		return done
	})
	return e.end
}

// drain reads what there is. It reports whether that was the end.
func (e *ear) drain(fd int, event bool) (done bool) {
	if e.text == nil {
		e.text = e.session.budget.newBuffer(e.session.limits.pipeBytes)
	}
	if e.text == nil {
		return e.ended(crowded)
	}
	for {
		room, end := e.text.room()
		if room == nil {
			return e.ended(end)
		}
		n, err := unix.Read(fd, room)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			e.writer = true
			return e.wait()
		case err != nil:
			return e.ended(broken)
		case n > 0:
			e.writer = true
			e.text.added(n)
		case e.writer || event:
			return e.ended(whole)
		case e.patient:
			return e.wait()
		default:
			return e.ended(quiet)
		}
	}
}

// wait waits for the next event. Of many pipes, most wait for their first one:
// they hold no buffer.
func (e *ear) wait() (done bool) {
	if len(e.text.text) == 0 {
		e.forget()
	}
	return false
}

func (e *ear) forget() {
	if e.text != nil {
		e.text.free()
	}
	e.text = nil
}

func (e *ear) ended(how ending) (done bool) {
	e.end = how
	return true
}
