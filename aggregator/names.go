package aggregator

import (
	"slices"
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

	uses []int32 // by number: lines in the reading
	free []int32 // numbers that no line has any more

	after   []int32           // by number, plus 1: the name that came next the last time
	layout  []spot            // memory for that of a process
	layouts map[string][]spot // the last one of each program
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
	if len(n.index) == l.names || n.bytes+len(written) > l.nameBytes {
		return 0, false
	}
	if n.index == nil {
		n.index = map[string]int32{}
	}
	id = n.unused()
	n.index[written] = id
	n.list[id] = written
	n.bytes += len(written)
	return id, true
}

// take turns a snapshot into lines, and counts those that the limits leave out.
func (n *names) take(s *wire.Snapshot, l limits) (ls lines, leftOut int) {
	all := len(s.Gauges) + len(s.Counters) + len(s.Bins) + len(s.Foreign)
	ls = lines{layout: n.layout[:0], values: make([]uint64, 0, all)}
	n.add(&ls, s.Gauges, gauge, l)
	n.add(&ls, s.Counters, counter, l)
	n.add(&ls, s.Bins, bin, l)
	n.add(&ls, s.Foreign, untyped, l)
	n.layout = ls.layout
	ls.layout = n.shared(s.Program, ls.layout)
	return ls, all - ls.len()
}

func (n *names) add(ls *lines, stats []wire.Line, k kind, l limits) {
	last := ls.last()
	for i := range stats {
		stat := &stats[i]
		id, ok := n.following(last, stat.Name, l)
		if !ok {
			continue
		}
		n.kinds[id] |= k
		n.uses[id]++
		ls.layout = append(ls.layout, spot{id, stat.Value.IsFloat()})
		ls.values = append(ls.values, stat.Value.Bits())
		last = id
	}
}

// shared returns the layout of the program's last process where it is the same,
// else a copy.
func (n *names) shared(program string, layout []spot) []spot {
	last, ok := n.layouts[program]
	if !ok || !slices.Equal(last, layout) {
		last = slices.Clone(layout)
		if n.layouts == nil {
			n.layouts = map[string][]spot{}
		}
		n.layouts[program] = last
	}
	return last
}
