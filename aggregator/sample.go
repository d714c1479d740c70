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
		return cmp.Or(
			cmp.Compare(b.kind&bin, a.kind&bin), strings.Compare(a.name, b.name),
			strings.Compare(a.program, b.program), strings.Compare(a.pid, b.pid),
			strings.Compare(a.dir, b.dir))
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
	for s := range r.lines(q) {
		if s.kind == counter || s.kind == bin {
			continue
		}
		sum := sums[s.counterOf]
		sum.counterOf, sum.kind, sum.value = s.counterOf, s.kind, sum.value.Plus(s.value)
		sums[s.counterOf] = sum
	}
	for _, sum := range sums {
		list = append(list, sum)
	}
	return list
}

// ofProcesses returns the plain values of each process.
func (r *reading) ofProcesses(q query) (list []sample) {
	for s := range r.lines(q) {
		list = append(list, s)
	}
	return list
}

// lines goes through the values of the processes that the query wants.
func (r *reading) lines(q query) iter.Seq[sample] {
	return func(yield func(sample) bool) {
		for _, p := range r.processes {
			if !p.read() || !q.wants(p) {
				continue
			}
			s := sample{pid: strings.TrimSuffix(filepath.Base(p.file), ".stats")}
			if r.dirs > 1 {
				s.dir = filepath.Dir(p.file)
			}
			for l := range p.lines.all() {
				s.counterOf = counterOf{p.program, r.names.list[l.name]}
				s.kind, s.value = r.kind(p, l), l.value
				if !yield(s) {
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
	type part struct{ dir, pid, histogram string }
	counts := map[part]int{}
	for s := range r.lines(q) {
		suffix := "_count"
		if s.value.IsFloat() {
			suffix = "_sum"
		}
		if s.kind != counter || s.value.Float64() != 0 {
			continue
		}
		family, labels := wire.SplitName(s.name)
		name, ok := strings.CutSuffix(family, suffix)
		if !ok || !q.shows(wire.JoinName(name, labels)) {
			continue
		}
		whose := part{s.dir, s.pid, wire.JoinName(name, labels)}
		if counts[whose]++; counts[whose] == 2 {
			family, _ := parseName(whose.histogram)
			names = append(names, family)
		}
	}
	return names
}
