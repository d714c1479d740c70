//go:build unix

package aggregator

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// A visit is the reading of one pipe: as many attempts as it takes to get one
// whole answer, until the deadline.
type visit struct {
	*process
	session *session
	dir     *pipedir.Dir
	name    string
	began   time.Time // the first attempt
	tries   int       // attempts, with this one
	empty   int       // of them, those that got nothing

	// Of the last attempt.
	file     pipedir.File
	owner    pipedir.Process // of that pid
	impostor bool            // the process is another user's
}

// firstTurn is how long a pipe may first keep its place where others wait.
const firstTurn = 2 * pipedir.Silence

// attempt opens the pipe and reads it once. It reports whether to try again.
func (v *visit) attempt() (again bool) {
	if v.session.over() {
		return v.idle("too many pipes are silent")
	}
	if v.tries++; v.tries == 1 {
		v.began = time.Now()
	}
	return v.visit()
}

func (v *visit) visit() (again bool) {
	fd, f, err := v.dir.OpenRead(v.name)
	if err != nil {
		return v.unopened(f, err)
	}
	// From here on the descriptor belongs to the os.File, which waits without a
	// thread because it does not block.
	open := os.NewFile(uintptr(fd), v.process.file)
	defer open.Close()
	v.file = f
	if !v.admitted() {
		return false
	}
	if !alone(fd) {
		return v.missed(slow, "other readers were always there first")
	}
	return v.listen(open, v.patience())
}

// alone reports whether the FIFO is ours to read. Readers who hold one FIFO
// share what is written to it; so one of ours keeps it, and the others, who
// open the path again, meet the next.
func alone(fd int) bool { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) == nil }

// patience returns until when this attempt may last. Turns get longer, so that
// a program whose snapshot takes long gets one in the end.
func (v *visit) patience() time.Time {
	end := v.session.deadline
	turn := v.session.turn << min(v.tries-1, 8)
	if until := time.Now().Add(turn); turn > 0 && until.Before(end) {
		return until
	}
	return end
}

// unopened is for a pipe that could not be opened.
func (v *visit) unopened(f pipedir.File, err error) (again bool) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v.settled(gone, "")
	case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE):
		return v.missed(slow, cause(err))
	case !f.FIFO:
		return v.settled(refused, "not a named pipe")
	}
	v.uid = int(f.UID)
	return v.settled(refused, cause(err))
}

// cause returns the error without the path, which stands beside it.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

// admitted reports whether the pipe may be read. It is asked of the open file:
// the path may have led to another one a moment before.
func (v *visit) admitted() bool {
	v.uid = int(v.file.UID)
	if v.session.root && v.file.UID != 0 && !v.file.Public {
		return v.settled(refused, "not readable by everybody, and we are root")
	}
	owner, visible := pipedir.Lookup(v.pid)
	v.owner = owner
	v.impostor = visible && !owner.Owns(v.file.UID)
	// Where the process is younger than the pipe, its maker may be dead, and the
	// pid another one's. That is found out by listening.
	if v.impostor && pipedir.MakerAlive(v.pid, v.file.Made) {
		return v.settled(refused, "impostor")
	}
	return true
}

// settled ends the visit.
func (v *visit) settled(s state, reason string) (again bool) {
	v.state, v.reason = s, reason
	return false
}

// missed says what the pipe is if no later attempt does better. That it was
// torn says more than that it was slow afterwards.
func (v *visit) missed(s state, reason string) (again bool) {
	if v.state != torn || s == torn {
		v.state, v.reason = s, reason
	}
	return !v.session.over()
}

// idle is for an attempt that learnt nothing: what an earlier one found stands.
func (v *visit) idle(reason string) (again bool) {
	if v.state == gone {
		v.state, v.reason = slow, reason
	}
	return !v.session.over()
}
