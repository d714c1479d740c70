package aggregator

import (
	"unicode/utf8"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A kind is what sections of snapshots a name stands in. A stat that is a gauge
// anywhere is a gauge.
type kind uint8

const (
	gauge kind = 1 << iota
	counter
	bin
	untyped // on a foreign pipe
)

// names numbers the names of a reading, so that each line is looked up once,
// when it is read, and every sum after that goes by numbers. All look-ups go
// through number.
type names struct {
	index map[string]int32
	list  []string // as written on the pipe
	kinds []kind   // that the pipes show it as
	bytes int

	after []int32 // by number, plus 1: the name that came next the last time
}

// following returns the number of the name that comes after last, or first where
// that is -1. Processes of one kind show the same names in the same order, so the
// one of the last time is tried before it is looked up: that costs a comparison.
func (n *names) following(last int32, name []byte, l limits) (id int32, ok bool) {
	if n.after == nil {
		n.after = make([]int32, 1)
	}
	guess := n.after[last+1]
	if int(guess) < len(n.list) && n.list[guess] == string(name) {
		return guess, true
	}
	if id, ok = n.number(name, l); ok {
		n.after[last+1] = id
	}
	return id, ok
}

// number returns the number of a name, new if need be. There is none for a new
// one past the limits.
func (n *names) number(name []byte, l limits) (id int32, ok bool) {
	if id, ok := n.index[string(name)]; ok {
		return id, true
	}
	written := string(name)
	if !utf8.Valid(name) {
		// No writer of ours does that. JSON would make different names equal.
		written = wire.Written(written)
		if id, ok := n.index[written]; ok {
			return id, true
		}
	}
	if len(n.list) == l.names || n.bytes+len(written) > l.nameBytes {
		return 0, false
	}
	if n.index == nil {
		n.index = map[string]int32{}
	}
	id = int32(len(n.list))
	n.index[written] = id
	n.list = append(n.list, written)
	n.kinds = append(n.kinds, 0)
	n.after = append(n.after, 0)
	n.bytes += len(written)
	return id, true
}

// take turns a snapshot into lines, and counts those that the limits leave out.
func (n *names) take(s *wire.Snapshot, l limits) (lines []line, leftOut int) {
	all := len(s.Gauges) + len(s.Counters) + len(s.Bins) + len(s.Foreign)
	lines = make([]line, 0, all)
	lines = n.lines(lines, s.Gauges, gauge, l)
	lines = n.lines(lines, s.Counters, counter, l)
	lines = n.lines(lines, s.Bins, bin, l)
	lines = n.lines(lines, s.Foreign, untyped, l)
	return lines, all - len(lines)
}

func (n *names) lines(to []line, stats []wire.Line, k kind, l limits) []line {
	last := int32(-1)
	if len(to) > 0 {
		last = to[len(to)-1].name
	}
	for i := range stats {
		if id, ok := n.following(last, stats[i].Name, l); ok {
			n.kinds[id] |= k
			to = append(to, line{id, stats[i].Value})
			last = id
		}
	}
	return to
}
