package main

import (
	"slices"
	"strings"
)

// A history is what the processes counted when they were last read.
type history map[incarnation]past

// An incarnation tells a process from the one that has its pid afterwards.
type incarnation struct {
	file  string
	start float64
}

type past struct {
	time   float64
	values map[string]number
}

// rate gives each process, and the reading, how much it counted per second since
// it was last read. What is read for the first time has no rates.
func (h history) rate(r *reading) {
	for i := range r.Each {
		p := &r.Each[i]
		if p.State != "ok" { // a foreign pipe does not say what counts
			continue
		}
		who := incarnation{p.File, p.Start}
		if last, known := h[who]; known && r.Timestamp > last.time {
			p.Rates = last.rates(*r, p.Values)
			if r.Rates == nil {
				r.Rates = map[string]float64{}
			}
			for name, rate := range p.Rates {
				r.Rates[name] += rate
			}
		}
		h[who] = past{r.Timestamp, p.Values}
	}
	for who := range h { // a minute is longer than any pipe is away
		if r.Timestamp-h[who].time > 60 {
			delete(h, who)
		}
	}
}

func (last past) rates(r reading, now map[string]number) map[string]float64 {
	rates := map[string]float64{}
	for name, value := range now {
		if _, gauge := slices.BinarySearch(r.Gauges, name); gauge || isBin(name) {
			continue
		}
		to, ok := value.float()
		if !ok {
			continue
		}
		from, _ := last.values[name].float()
		if to < from { // it began anew
			from = 0
		}
		rates[name] = (to - from) / (r.Timestamp - last.time)
	}
	return rates
}

// isBin reports whether a stat is a bin of a histogram. Quantiles stand for them
// where people look.
func isBin(name string) bool {
	return strings.Contains(name, `_bucket{`) && strings.Contains(name, `range="`)
}
