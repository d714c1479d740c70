package aggregator

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A sheet has the counters of one process: where they stand in the totals, and
// their values, in the order of its snapshot. It is used again for the next one.
type sheet struct {
	slots  []int32
	values []wire.Value

	reading *reading
	program string
	known   []known // by the numbers of names
	pass    int32   // of programs
}

// known is where a counter stands in the totals, for the program of that pass.
type known struct{ pass, slot int32 }

func newSheet(r *reading) *sheet {
	return &sheet{reading: r, known: make([]known, len(r.names.list)), pass: 1}
}

// fill fills the sheet. Each counter of a program is looked up once, for all of
// its processes that come after each other. all is false when the limits leave
// out some.
func (s *sheet) fill(p *process, g *growth) (all bool) {
	if p.program != s.program {
		s.program = p.program
		s.pass++
	}
	s.slots, s.values = s.slots[:0], s.values[:0]
	for l := range p.lines.all() {
		k := s.reading.names.kinds[l.name]
		if k&(counter|bin) == 0 {
			continue
		}
		at := &s.known[l.name]
		if at.pass != s.pass {
			name := s.reading.names.list[l.name]
			slot, ok := g.slot(counterOf{s.program, name}, k)
			if !ok {
				return false
			}
			*at = known{s.pass, slot}
		}
		s.slots, s.values = append(s.slots, at.slot), append(s.values, l.value)
	}
	return true
}

// byProgram returns the processes such that those of one program come after each
// other.
func (r *reading) byProgram() []*process {
	list := slices.Clone(r.processes)
	slices.SortStableFunc(list, func(a, b *process) int {
		return strings.Compare(a.program, b.program)
	})
	return list
}
