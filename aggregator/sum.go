package aggregator

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// sums are the totals of the stats of a reading, by the numbers of their names.
type sums struct {
	values []wire.Value
	seen   []bool
}

func (r *reading) newSums() *sums {
	n := len(r.names.list)
	return &sums{make([]wire.Value, n), make([]bool, n)}
}

// add adds the values of one process.
func (s *sums) add(p *process) {
	for l := range p.lines.all() {
		s.values[l.name] = s.values[l.name].Plus(l.value)
		s.seen[l.name] = true
	}
}

// reset forgets the values of one process, and of every other that has them.
func (s *sums) reset(p *process) {
	for l := range p.lines.all() {
		s.values[l.name], s.seen[l.name] = wire.Value{}, false
	}
}

// shown returns the numbers of the names that the query shows, in byte order.
func (r *reading) shown(q query) []int32 {
	var shown []int32
	for id, name := range r.names.list {
		if q.abandoned() {
			return nil
		}
		if q.shows(name) {
			shown = append(shown, int32(id))
		}
	}
	slices.SortFunc(shown, func(a, b int32) int {
		return strings.Compare(r.names.list[a], r.names.list[b])
	})
	return shown
}
