package aggregator

import (
	"cmp"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A sample is one value to show to a scraper.
type sample struct {
	counterOf
	pid   string // empty: of all processes of the program
	dir   string // of the pipe, where there are several
	kind  kind
	value wire.Value
}

// samples returns what the query wants, in a steady order: the bins first, that
// tell which names are histograms.
func (r *reading) samples(q query) (list []sample) {
	if q.process {
		list = r.ofProcesses(q)
	} else {
		list = r.ofPrograms(q)
	}
	slices.SortFunc(list, func(a, b sample) int {
		if c := cmp.Compare(b.kind&bin, a.kind&bin); c != 0 {
			return c
		}
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(a.program, b.program),
			strings.Compare(a.pid, b.pid), strings.Compare(a.dir, b.dir))
	})
	return list
}

// ofPrograms returns the growth of the counters, and the sums of everything else.
func (r *reading) ofPrograms(q query) (list []sample) {
	for _, g := range r.growth {
		if q.wantsProgram(g.program) {
			list = append(list, sample{counterOf: g.counterOf, kind: g.kind, value: g.value})
		}
	}
	sums := map[counterOf]sample{}
	for p, l := range r.lines(q) {
		k := r.kind(p, l)
		if k == counter || k == bin {
			continue
		}
		c := counterOf{p.program, r.names.list[l.name]}
		sums[c] = sample{counterOf: c, kind: k, value: sums[c].value.Plus(l.value)}
	}
	for _, sum := range sums {
		list = append(list, sum)
	}
	return list
}

// ofProcesses returns the plain values of each process.
func (r *reading) ofProcesses(q query) (list []sample) {
	for p, l := range r.lines(q) {
		s := sample{
			counterOf: counterOf{p.program, r.names.list[l.name]},
			pid:       strings.TrimSuffix(filepath.Base(p.file), ".stats"),
			kind:      r.kind(p, l),
			value:     l.value,
		}
		if r.dirs > 1 {
			s.dir = filepath.Dir(p.file)
		}
		list = append(list, s)
	}
	return list
}

// lines goes through the values of the processes that the query wants.
func (r *reading) lines(q query) iter.Seq2[*process, line] {
	return func(yield func(*process, line) bool) {
		for _, p := range r.processes {
			if !p.read() || !q.wants(p) {
				continue
			}
			for l := range p.lines.all() {
				if !yield(p, l) {
					return
				}
			}
		}
	}
}

// unused returns the names of histograms that have no sample yet, and so no bin
// to tell them by: a count that is the integer 0, and a sum that is the float 0.
// Else their type would change with the first sample, and their buckets would
// begin above zero.
func (r *reading) unused(q query) (names []string) {
	type part struct {
		of        *process
		histogram string
	}
	counts := map[part]int{}
	for p, l := range r.lines(q) {
		if l.value.Float64() != 0 || r.kind(p, l) != counter {
			continue
		}
		suffix := "_count"
		if l.value.IsFloat() {
			suffix = "_sum"
		}
		family, labels := wire.SplitName(r.names.list[l.name])
		name, ok := strings.CutSuffix(family, suffix)
		if !ok || !q.shows(wire.JoinName(name, labels)) {
			continue
		}
		whose := part{p, wire.JoinName(name, labels)}
		if counts[whose]++; counts[whose] == 2 {
			family, _ := parseName(whose.histogram)
			names = append(names, family)
		}
	}
	return names
}
