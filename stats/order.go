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

// A line is one line of a snapshot, or none when it is void.
type line struct {
	text string // the name as written
	of   *series
	life uint32 // of the series when the line was made

	hist *histogramLine // nil for a stat; else this is its _count, or
	sum  bool           // its _sum
}

func (l line) void() bool { return l.life != l.of.life.Load() }

// A histogramLine stands for all lines of a histogram.
type histogramLine struct {
	line  // text is the head of the bins' names
	names wire.HistogramNames

	// What the snapshot number turn read.
	turn  uint64
	n     int64
	total float64
	falls bool // the total can
}

// addStat gives s a line. The series' mu is held.
func (o *order) addStat(s *series) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.add(line{wire.Written(s.name), s, s.life.Load(), nil, false})
}

// addHistogram gives s the lines of a histogram. The series' mu is held.
func (o *order) addHistogram(s *series) {
	names, life := wire.NewHistogramNames(s.name), s.life.Load()
	o.mu.Lock()
	defer o.mu.Unlock()
	h := &histogramLine{line: line{text: names.Head(), of: s, life: life}, names: names}
	o.add(line{names.Count, s, life, h, false})
	o.add(line{names.Sum, s, life, h, true})
	o.newly = append(o.newly, h)
}

// add keeps what was created and deleted again, with nobody reading, from
// piling up.
func (o *order) add(l line) {
	if len(o.fresh) >= o.purge {
		o.fresh = slices.DeleteFunc(o.fresh, line.void)
		o.newly = slices.DeleteFunc(o.newly, func(h *histogramLine) bool { return h.void() })
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
	byText := func(a, b line) int { return strings.Compare(a.text, b.text) }
	o.lines = merge(o.lines, fresh, byText, line.void)
	o.histograms = merge(o.histograms, newly,
		func(a, b *histogramLine) int { return byText(a.line, b.line) },
		func(h *histogramLine) bool { return h.void() })
	o.voids = 0
	o.findBinLike()
}

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

func (o *order) findBinLike() {
	o.binLike = nil
	for _, l := range o.lines {
		if l.hist == nil && isBinLike(l.text) {
			if o.binLike == nil {
				o.binLike = map[string]line{}
			}
			o.binLike[l.text] = l
		}
	}
}

func isBinLike(text string) bool { return strings.Contains(text, "range=") }
