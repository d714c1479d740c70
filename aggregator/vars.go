package aggregator

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// varsJSON is the sums in the shape of expvar's /debug/vars: one flat object of
// numbers, and cmdline, whose first element readers show as the name of the
// program. Here it is those of all programs. What is not a number is left out.
func varsJSON(r *reading, q query) []byte {
	const cmdline = "cmdline"
	total, programs := r.newSums(), map[string]bool{}
	for _, p := range r.processes {
		if p.read() && q.wants(p) {
			total.add(p)
			programs[p.program] = true
		}
	}
	delete(programs, "") // foreign
	all := strings.Join(slices.Sorted(maps.Keys(programs)), ",")
	b := appendString([]byte(`{"cmdline": [`), all)
	b = append(b, ']')
	for _, id := range r.shown(q) {
		name, value := r.names.list[id], total.values[id]
		f := value.Float64()
		if !total.seen[id] || name == cmdline || math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		b = append(appendString(append(b, ",\n"...), name), ": "...)
		b = value.Append(b)
	}
	return append(b, "}\n"...)
}
