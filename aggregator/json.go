package aggregator

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// rootJSON is the sum over the processes that the query wants.
func rootJSON(r *reading, q query) []byte {
	total := r.newSums()
	unframed, read := 0, 0
	for _, p := range r.processes {
		if !p.read() || !q.wants(p) {
			continue
		}
		read++
		if p.state == foreign {
			unframed++
		}
		total.add(p)
	}
	b := append([]byte(nil), `{"stats": `...)
	b = r.appendStats(b, total, r.shown(q))
	b = append(b, `, "timestamp": `...)
	b = appendNumber(b, float64(r.began.UnixMilli())/1e3)
	b = appendNumber(append(b, `, "since": `...), r.since)
	b = append(b, `, "growth": `...)
	b = appendGrowth(b, r.growth, q)
	b = fmt.Appendf(b, `, "processes": {"read": %d, "slow": %d, "dead": %d, `+
		`"foreign": %d, "torn": %d, "refused": %d, "complete": %t}, "quantiles": `,
		read, r.count(slow), r.count(dead),
		unframed, r.count(torn), r.count(refused), r.complete())
	b = appendQuantiles(b, r.distributions(total, q))
	if q.process {
		b = r.appendGauges(append(b, `, "gauges": `...), total, q)
		b = r.appendProcesses(append(b, `, "each": `...), q)
	}
	return append(b, "}\n"...)
}

// appendGauges appends the names of those sums that are no counters. Foreign
// pipes do not say what theirs are.
func (r *reading) appendGauges(b []byte, s *sums, q query) []byte {
	b = append(b, '[')
	separator := ""
	for _, id := range r.shown(q) {
		if s.seen[id] && r.names.kinds[id]&gauge != 0 {
			b = appendString(append(b, separator...), r.names.list[id])
			separator = ", "
		}
	}
	return append(b, ']')
}

// appendStats appends the sums of those names that have one.
func (r *reading) appendStats(b []byte, s *sums, shown []int32) []byte {
	b = append(b, '{')
	separator := ""
	for _, id := range shown {
		if !s.seen[id] {
			continue
		}
		b = append(b, separator...)
		separator = ", "
		b = append(appendString(b, r.names.list[id]), ": "...)
		b = s.values[id].AppendJSON(b)
	}
	return append(b, '}')
}

// appendGrowth appends the growth of each counter, by name.
func appendGrowth(b []byte, growth []grown, q query) []byte {
	sums := sumGrowth(growth, q)
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(sums)) {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = sums[name].AppendJSON(append(appendString(b, name), ": "...))
	}
	return append(b, '}')
}

// sumGrowth returns what each counter has grown over the programs that the query
// wants.
func sumGrowth(growth []grown, q query) map[string]wire.Value {
	sums := map[string]wire.Value{}
	for _, g := range growth {
		if q.wantsProgram(g.program) && q.shows(g.name) {
			sums[g.name] = sums[g.name].Plus(g.value)
		}
	}
	return sums
}

// appendNumber appends what is not a stat: a start may be anything that a pipe
// says.
func appendNumber(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// appendString appends s as a JSON string, without the escapes that encoding/json
// adds for HTML.
func appendString(b []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\uFFFD")
	b = append(b, '"')
	done := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(append(b, s[done:i]...), '\\', c)
			done = i + 1
		case c < ' ':
			b = fmt.Appendf(append(b, s[done:i]...), `\u%04x`, c)
			done = i + 1
		}
	}
	return append(append(b, s[done:]...), '"')
}
