package aggregator

// A pageStat is a line of the list of all stats.
type pageStat struct{ Name, Sum, Rate string }

// listed is how many stats are listed at first. A filter finds the others.
const listed = 200

// stats lists what the query asks for, and counts what is left out for being
// too much at once.
func (s *subject) stats() (list []pageStat, left int) {
	for _, id := range s.shown(s.query) {
		name := s.names.list[id]
		if !s.sums.seen[id] || !s.query.page.lists(name, s.names.kinds[id]) {
			continue
		}
		if len(list) == listed && !s.query.page.all {
			left++
			continue
		}
		stat := pageStat{Name: name, Sum: showValue(s.sums.values[id])}
		if grown, counts := s.growth[name]; counts {
			stat.Rate = showRate(s.perSecond(grown.Float64()))
		}
		list = append(list, stat)
	}
	return list, left
}
