package top

import (
	"math"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// counts are what a server, or one of its routes, has counted.
type counts struct {
	requests, failed float64
	bins             map[int]float64 // of the latency, by wire's number
}

// since returns the growth from what was before. ok is false where a counter
// fell: then it began anew, nobody knows when.
func (c counts) since(before counts) (growth counts, ok bool) {
	ok = true
	minus := func(now, then float64) float64 {
		ok = ok && now >= then
		return now - then
	}
	growth.requests = minus(c.requests, before.requests)
	growth.failed = minus(c.failed, before.failed)
	for bin := range before.bins {
		minus(c.bins[bin], before.bins[bin])
	}
	for bin, n := range c.bins {
		growth.count(bin, minus(n, before.bins[bin]))
	}
	return growth, ok
}

func (c *counts) add(d counts) {
	c.requests += d.requests
	c.failed += d.failed
	for bin, n := range d.bins {
		c.count(bin, n)
	}
}

func (c *counts) count(bin int, n float64) {
	if c.bins == nil {
		c.bins = map[int]float64{}
	}
	if n > 0 { // a liar's may be anything
		c.bins[bin] += n
	}
}

// quantile returns the value that so many thousandths of the samples do not
// exceed, as the aggregator's quantiles do: it lies in the bin of the very sample,
// and within that bin the samples are taken to be spread evenly.
func (c counts) quantile(thousandths float64) float64 {
	total := 0.0
	for _, n := range c.bins {
		total += n
	}
	rank := math.Ceil(total * thousandths / 1000)
	before := 0.0
	for bin := range wire.NumBins {
		n := c.bins[bin]
		if n > 0 && before+n >= rank {
			return within(bin, (rank-before)/n)
		}
		before += n
	}
	return math.NaN()
}

// within returns the value that a part of a bin's samples do not exceed.
func within(bin int, part float64) float64 {
	if bin == 0 {
		return 0
	}
	lower, upper := wire.Upper(bin-1), wire.Upper(bin)
	if math.IsInf(upper, 1) {
		return lower
	}
	return lower + (upper-lower)*part
}
