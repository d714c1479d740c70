package aggregator

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// distributions returns the summed bins of the histograms that the query shows,
// by their names as written.
func (r *reading) distributions(s *sums, q query) map[string]*wire.Distribution {
	all := map[string]*wire.Distribution{}
	for id, k := range r.names.kinds {
		if k&bin == 0 || !s.seen[id] {
			continue
		}
		name, i, ok := wire.ParseBin(r.names.list[id])
		if !ok || !q.shows(name) {
			continue
		}
		d := all[name]
		if d == nil {
			d = &wire.Distribution{}
			all[name] = d
		}
		if n := s.values[id].Float64(); n > 0 { // a liar's may be anything
			d[i] += n
		}
	}
	return all
}

// appendQuantiles appends the quantiles of each distribution, by name.
func appendQuantiles(b []byte, all map[string]*wire.Distribution) []byte {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if i > 0 {
			b = append(b, ", "...)
		}
		d := all[name]
		b = append(appendString(b, name), `: {"p50": `...)
		b = appendNumber(b, threeDigits(d.Quantile(500)))
		b = appendNumber(append(b, `, "p90": `...), threeDigits(d.Quantile(900)))
		b = appendNumber(append(b, `, "p99": `...), threeDigits(d.Quantile(990)))
		b = appendNumber(append(b, `, "p999": `...), threeDigits(d.Quantile(999)))
		b = append(b, '}')
	}
	return append(b, '}')
}

// threeDigits rounds to three digits: more would claim to know more. The edges
// of the bins have no more, so that no value leaves its bin.
func threeDigits(x float64) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	return x
}
