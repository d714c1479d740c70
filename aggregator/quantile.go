package aggregator

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A distribution is how many samples fell into each bin of a histogram.
type distribution [wire.NumBins]float64

// distributions returns the summed bins of the histograms that the query shows,
// by their names as written.
func (r *reading) distributions(s *sums, q query) map[string]*distribution {
	all := map[string]*distribution{}
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
			d = &distribution{}
			all[name] = d
		}
		if n := s.values[id].Float64(); n > 0 { // a liar's may be anything
			d[i] += n
		}
	}
	return all
}

// quantile returns the value that so many thousandths of the samples do not
// exceed. It lies in the bin of the very sample; within that bin the samples
// are taken to be spread evenly. What is zero or less is 0, and what is above
// the last edge is that edge, because nothing is known but the side.
func (d *distribution) quantile(thousandths float64) float64 {
	total := 0.0
	for _, n := range d {
		total += n
	}
	rank := math.Ceil(total * thousandths / 1000)
	before := 0.0
	for i, n := range d {
		if n > 0 && before+n >= rank {
			return within(i, (rank-before)/n)
		}
		before += n
	}
	return math.NaN() // no samples, or more than a float can count
}

// within returns the value that a part of a bin's samples do not exceed.
func within(i int, part float64) float64 {
	if i == 0 {
		return 0
	}
	lower, upper := wire.Upper(i-1), wire.Upper(i)
	if math.IsInf(upper, 1) {
		return lower
	}
	return lower + (upper-lower)*part
}

// appendQuantiles appends the quantiles of each distribution, by name.
func appendQuantiles(b []byte, all map[string]*distribution) []byte {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if i > 0 {
			b = append(b, ", "...)
		}
		d := all[name]
		b = append(appendString(b, name), `: {"p50": `...)
		b = appendNumber(b, threeDigits(d.quantile(500)))
		b = appendNumber(append(b, `, "p90": `...), threeDigits(d.quantile(900)))
		b = appendNumber(append(b, `, "p99": `...), threeDigits(d.quantile(990)))
		b = appendNumber(append(b, `, "p999": `...), threeDigits(d.quantile(999)))
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
