package top

import "github.com/pipestatic/pipestatic/internal/wire"

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

// quantile returns the value that so many thousandths of the samples do not exceed.
func (c counts) quantile(thousandths float64) float64 {
	var d wire.Distribution
	for bin, n := range c.bins {
		d[bin] = n
	}
	return d.Quantile(thousandths)
}
