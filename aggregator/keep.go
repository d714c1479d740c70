//go:build unix

package aggregator

import (
	"fmt"
	"slices"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// keep puts what a process says into the reading. Where a limit is reached, those
// that say most make room for it: a flood of names keeps nobody else's out,
// whoever comes first.
func (s *session) keep(p *process, from *wire.Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	leftOut := s.put(p, from)
	for leftOut > 0 && s.displace(p.bytes) {
		s.drop(p)
		leftOut = s.put(p, from)
	}
	s.kept = append(s.kept, p)
	s.lacks(p, leftOut)
}

// put puts as many lines as the limits have room for into the reading, and counts
// the others.
func (s *session) put(p *process, from *wire.Snapshot) (leftOut int) {
	names := &s.reading.names
	p.lines, leftOut = names.take(from, s.limits)
	if room := s.limits.lines - s.lines; p.lines.len() > room {
		leftOut += p.lines.len() - room
		names.release(p.lines, room)
		p.lines.values = slices.Clone(p.lines.values[:room]) // and let the rest go
	}
	s.lines += p.lines.len()
	return leftOut
}

// drop takes the lines of a process out of the reading.
func (s *session) drop(p *process) (dropped int) {
	names := &s.reading.names
	dropped = p.lines.len()
	names.release(p.lines, 0)
	delete(names.layouts, p.program)
	s.lines -= dropped
	p.lines = lines{}
	return dropped
}

// displace drops the lines of the process that said most, if it said more than
// twice as much: not for a little, because each time costs.
func (s *session) displace(bytes int) bool {
	var most *process
	for _, p := range s.kept {
		if p.lines.len() > 0 && (most == nil || p.bytes > most.bytes) {
			most = p
		}
	}
	if most == nil || most.bytes <= 2*bytes {
		return false
	}
	s.lacks(most, s.drop(most))
	return true
}

// lacks notes how many lines of a process are not in the reading.
func (s *session) lacks(p *process, lines int) {
	if lines == 0 {
		return
	}
	p.cut, s.reading.cut = true, true
	p.reason = fmt.Sprintf("stats left out, there are too many: %d", lines)
}
