package stats

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// A Snapshot is the snapshot being taken, as a source of [Registry.Collect]
// sees it: the source adds its numbers. It belongs to the source until the
// source returns, and not beyond. Numbers of the same name add up, whoever
// gives them. A source has room for as many numbers as its registry has names;
// what is past that, or has a name that is too long, is refused and counted in
// pipestatic_refused_total.
type Snapshot struct {
	room    int // for so many items more
	refused int64

	items      []item
	histograms []histogramItem
	binLike    map[string]bool
}

// An item is one line of a snapshot.
type item struct {
	text  string // the name as written
	value wire.Value
	gauge bool
}

type histogramItem struct {
	names  wire.HistogramNames
	counts stripe.Counts
}

// Add adds n to the counter name; less than zero makes it a gauge.
func (s *Snapshot) Add(name string, n int64) { s.report(name, wire.Int(n), n < 0) }

// AddFloat adds f to the counter name; less than zero, or NaN, makes it a gauge.
func (s *Snapshot) AddFloat(name string, f float64) {
	s.report(name, wire.Float(f), !(f >= 0))
}

// Set adds n to the gauge name.
func (s *Snapshot) Set(name string, n int64) { s.report(name, wire.Int(n), true) }

// SetFloat adds f to the gauge name.
func (s *Snapshot) SetFloat(name string, f float64) {
	s.report(name, wire.Float(f), true)
}

// Histogram adds samples that were counted elsewhere to the histogram name:
// counts[i] of them were at most upper[i] and more than upper[i-1]; sum is the
// sum of all. They are put into the bin that upper[i] is in, so the result is
// exact where upper are bounds of bins. upper may end with +Inf.
func (s *Snapshot) Histogram(name string, upper []float64, counts []int64, sum float64) {
	if !s.admits(name) {
		return
	}
	h := histogramItem{names: wire.NewHistogramNames(name)}
	for i := range min(len(upper), len(counts)) {
		if counts[i] != 0 {
			h.counts.Bins[wire.Bin(upper[i])] += counts[i]
		}
	}
	h.counts.Sum = sum
	s.histograms = append(s.histograms, h)
	s.item(h.names.Count, wire.Int(h.counts.Count()), false)
	s.item(h.names.Sum, wire.Float(sum), false)
}

func (s *Snapshot) report(name string, v wire.Value, gauge bool) {
	if s.admits(name) {
		s.item(wire.Written(name), v, gauge)
	}
}

// admits takes the place of one number, or counts the refusal.
func (s *Snapshot) admits(name string) bool {
	if s.room == 0 || len(name) > maxName {
		s.refused++
		return false
	}
	s.room--
	return true
}

func (s *Snapshot) item(text string, v wire.Value, gauge bool) {
	if isBinLike(text) {
		if s.binLike == nil {
			s.binLike = map[string]bool{}
		}
		s.binLike[text] = true
	}
	s.items = append(s.items, item{text, v, gauge})
}

func (s *Snapshot) reset(room int) {
	*s = Snapshot{room: room, items: s.items[:0], histograms: s.histograms[:0]}
}

// take adds what t has.
func (s *Snapshot) take(t *Snapshot) {
	s.histograms = append(s.histograms, t.histograms...)
	for _, i := range t.items {
		s.item(i.text, i.value, i.gauge)
	}
}

// sort keeps equal names in the order in which they came: a sum of floats that
// is added in another order can be less by the last digit.
func (s *Snapshot) sort() {
	slices.SortStableFunc(s.items, func(a, b item) int { return strings.Compare(a.text, b.text) })
}

func (s *Snapshot) sortHistograms() {
	slices.SortStableFunc(s.histograms, func(a, b histogramItem) int {
		return strings.Compare(a.names.Head(), b.names.Head())
	})
}
