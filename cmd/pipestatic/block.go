package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// A block is the stats of one process, or the sums of several.
type block struct {
	title     string
	whose     []string // the first cells of each line for programs
	watched   bool
	values    map[string]number
	quantiles map[string]quantiles
	rates     map[string]float64
}

// names are in the order of the pipe: gauges, then counters. Bins are there only
// where no quantiles stand for them.
func (b block) names(r reading) []string {
	var gauges, counters []string
	for _, name := range slices.Sorted(maps.Keys(b.values)) {
		switch _, gauge := slices.BinarySearch(r.Gauges, name); {
		case gauge:
			gauges = append(gauges, name)
		case !isBin(name) || len(b.quantiles) == 0:
			counters = append(counters, name)
		}
	}
	return append(gauges, counters...)
}

// show is for people: a title, the stats and the quantiles.
func (b block) show(text *strings.Builder, p paint, r reading) {
	if b.watched {
		b.title += ", at " + r.clock()
	}
	text.WriteString(p.in(bold, terminal.Printable(b.title)) + "\n")
	t := table{aligned: true, paint: p, numbers: "lrr"}
	for _, name := range b.names(r) {
		cells := []string{name, b.values[name].text()}
		if rate, counted := b.rates[name]; counted {
			cells = append(cells, shortRate(rate))
		}
		t.add(plain, cells...)
	}
	text.WriteString(t.String())
	if len(b.quantiles) > 0 {
		text.WriteString(b.quantileTable(p).String())
	}
}

func (b block) quantileTable(p paint) *table {
	t := &table{aligned: true, paint: p, numbers: "lrrrr"}
	for _, name := range slices.Sorted(maps.Keys(b.quantiles)) {
		heading, cells := []string{"QUANTILES"}, []string{name}
		for _, q := range b.quantiles[name].all() {
			heading = append(heading, q.label)
			cells = append(cells, shortQuantile(q.value, isDuration(name)))
		}
		t.heading = heading
		t.add(plain, cells...)
	}
	return t
}

// addLines is for programs: whose it is, the name, the value, and where cat
// watches, the rate and the time.
func (b block) addLines(t *table, r reading) {
	line := func(name string, value number, rate string) {
		cells := append(slices.Clone(b.whose), name, value.cell())
		if b.watched {
			cells = append(cells, rate, strconv.FormatFloat(r.Timestamp, 'f', -1, 64))
		}
		t.add(plain, cells...)
	}
	for _, name := range b.names(r) {
		text := ""
		if rate, counted := b.rates[name]; counted {
			text = strconv.FormatFloat(rate, 'f', -1, 64)
		}
		line(name, b.values[name], text)
	}
	for _, name := range slices.Sorted(maps.Keys(b.quantiles)) {
		for _, q := range b.quantiles[name].all() {
			line(name+" "+q.label, q.value, "")
		}
	}
}
