package stats

import (
	"slices"
	"strings"
	"sync"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// An order keeps the lines of a registry as a snapshot shows them, so that no
// snapshot has to sort: new ones are put aside, and the next snapshot sorts
// only those and merges them in.
type order struct {
	mu    sync.Mutex
	fresh []line           // guarded by mu: not yet in lines
	purge int              // guarded by mu: at this length, fresh is rid of void lines
	newly []*histogramLine // guarded by mu: not yet in histograms

	// Guarded by Registry.reading.
	lines      []line           // by name as written
	histograms []*histogramLine // by head of their bins' names
	binLike    map[string]line  // stats that are named like a bin
	voids      int              // lines that the last snapshot found void
}

// addStat gives s a line. The series' mu is held.
func (o *order) addStat(s *series) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.add(line{start: wire.Written(s.name), of: s, life: s.life.Load()})
}

// addHistogram gives s the lines of a histogram. The series' mu is held.
func (o *order) addHistogram(s *series) {
	names, life := wire.NewHistogramNames(s.name), s.life.Load()
	o.mu.Lock()
	defer o.mu.Unlock()
	h := &histogramLine{of: s, life: life, names: names}
	o.add(line{start: names.Count, of: s, life: life, hist: h})
	o.add(line{start: names.Sum, of: s, life: life, hist: h, sum: true})
	o.newly = append(o.newly, h)
}

// add keeps what was created and deleted again, with nobody reading, from
// piling up.
func (o *order) add(l line) {
	if len(o.fresh) >= o.purge {
		o.fresh = slices.DeleteFunc(o.fresh, line.void)
		o.newly = slices.DeleteFunc(o.newly, (*histogramLine).void)
		o.purge = 2*len(o.fresh) + 1024
	}
	o.fresh = append(o.fresh, l)
}

// settle brings lines and histograms up to date.
func (o *order) settle() {
	o.mu.Lock()
	fresh, newly := o.fresh, o.newly
	o.fresh, o.newly, o.purge = nil, nil, 1024
	o.mu.Unlock()
	if len(fresh) == 0 && o.voids <= len(o.lines)/4 {
		return
	}
	for i := range fresh {
		fresh[i].start += wire.Colon
	}
	o.lines = merge(o.lines, fresh, byName, line.void)
	o.histograms = merge(o.histograms, newly, byHead, (*histogramLine).void)
	o.voids = 0
	o.lay()
	o.findBinLike()
}

func byName(a, b line) int { return strings.Compare(a.name(), b.name()) }

func byHead(a, b *histogramLine) int { return strings.Compare(a.names.Head(), b.names.Head()) }

// merge returns the sorted elements of both lists without the void ones.
func merge[T any](sorted, fresh []T, compare func(a, b T) int, void func(T) bool) []T {
	slices.SortFunc(fresh, compare)
	all := make([]T, 0, len(sorted)+len(fresh))
	for len(sorted) > 0 || len(fresh) > 0 {
		from := &sorted
		if len(sorted) == 0 || len(fresh) > 0 && compare(fresh[0], sorted[0]) < 0 {
			from = &fresh
		}
		if first := (*from)[0]; !void(first) {
			all = append(all, first)
		}
		*from = (*from)[1:]
	}
	return all
}

// lay puts the names one behind the other in memory, as they are going to be
// read, and lets lines that share a name forget the cells they knew.
func (o *order) lay() {
	size := 0
	for i := range o.lines {
		size += len(o.lines[i].start)
	}
	var all strings.Builder
	all.Grow(size)
	for i := range o.lines {
		l := &o.lines[i]
		begin := all.Len()
		all.WriteString(l.start)
		l.start = all.String()[begin:]
		if i > 0 && l.start == o.lines[i-1].start {
			l.cell, o.lines[i-1].cell = nil, nil
		}
	}
}

func (o *order) findBinLike() {
	o.binLike = nil
	for _, l := range o.lines {
		if l.hist == nil && isBinLike(l.start) {
			if o.binLike == nil {
				o.binLike = map[string]line{}
			}
			o.binLike[l.name()] = l
		}
	}
}

func isBinLike(text string) bool { return strings.Contains(text, "range=") }
