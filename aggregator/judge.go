//go:build unix

package aggregator

import (
	"bytes"
	"fmt"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// judge says what the pipe is, by what came out of it. It reports whether to
// try again.
func (v *visit) judge(b *buffer, end ending) (again bool) {
	if v.impostor && end != quiet {
		return v.settled(refused, "impostor")
	}
	switch end {
	case quiet:
		return v.unserved()
	case late:
		return v.unfinished()
	case tooLong:
		return v.settled(torn, fmt.Sprintf("more than %d bytes", v.session.limits.pipeBytes))
	case crowded:
		return v.overspent()
	case broken:
		return v.missed(slow, "it cannot be read")
	}
	return v.answered(b)
}

// unserved is for a pipe that nobody has open, and nothing came out of.
func (v *visit) unserved() (again bool) {
	if pipedir.MakerAlive(v.pid, v.file.Made) {
		return v.idle("its process does not serve it")
	}
	reason := "its process is gone"
	if err := v.dir.Remove(v.name, v.file.ID); err != nil {
		v.bury()
		reason += "; removing it: " + cause(err)
	}
	return v.settled(dead, reason)
}

// unfinished is for a pipe that a writer has, and did not finish in time.
func (v *visit) unfinished() (again bool) {
	if v.bytes > 0 {
		return v.missed(slow, "it stopped in the middle")
	}
	return v.idle("it is open, and nothing comes")
}

// overspent is for a pipe that the budget has nothing left for now.
func (v *visit) overspent() (again bool) {
	return v.missed(slow, "the other pipes say too much at once")
}

// answered is for a text up to its end of file.
func (v *visit) answered(b *buffer) (again bool) {
	lines := bytes.Count(b.text, []byte{'\n'})
	switch most := v.session.limits.names; {
	case len(b.text) == 0 && !v.believed():
		return v.missed(slow, "its answers are empty")
	case lines > most+wire.FramingLines:
		return v.settled(torn, fmt.Sprintf("more than %d lines", most))
	case !b.take(lines*lineBytes, 0):
		return v.overspent()
	}
	s := b.budget.snapshot()
	if lines <= maxPooled {
		defer b.budget.snapshots.Put(s)
	}
	if s.Parse(b.text) != nil || v.file.Sticky && !s.Framed {
		return v.missed(torn, "not one whole snapshot")
	}
	return v.accept(s)
}

// believed reports whether the pipe has nothing to say. What is ours always
// has; a foreign one, when it said so several times, and not another reader
// took what it said.
func (v *visit) believed() bool {
	const times = 3
	v.empty++
	return !v.file.Sticky && v.empty == times
}

// accept puts a snapshot into the reading.
func (v *visit) accept(s *wire.Snapshot) (again bool) {
	v.settled(foreign, "")
	if s.Framed {
		v.state, v.program, v.start = ok, s.Program, s.Start
	}
	if s.Malformed > 0 {
		v.reason = fmt.Sprintf("lines that are no stat: %d", s.Malformed)
	}
	v.session.keep(v.process, s)
	return false
}
