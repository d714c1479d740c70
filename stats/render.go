package stats

import (
	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// snapshot takes a snapshot of everything and returns it as text. Updates go on
// meanwhile: they are never held up by it.
func (r *Registry) snapshot() []byte {
	r.reading.Lock()
	defer r.reading.Unlock()
	r.turn++
	s := &r.collected
	s.reset(0)
	r.collect(s)
	r.order.settle()
	f := &r.frame
	f.Gauges.Reset()
	f.Counters.Reset()
	f.Bins.Reset()
	r.renderBins(s)
	r.addRefusals(s)
	s.sort()
	r.renderLines(s)
	text := f.Append(make([]byte, 0, r.lastLen+r.lastLen/8+512))
	r.lastLen = len(text)
	return text
}

// renderBins writes the bins of all histograms, the registry's own and those of
// the sources, in order; equal ones add up.
func (r *Registry) renderBins(s *Snapshot) {
	s.sortHistograms()
	own, reported := r.order.histograms, s.histograms
	for len(own) > 0 || len(reported) > 0 {
		var names wire.HistogramNames
		if len(own) == 0 || len(reported) > 0 && reported[0].names.Head() < own[0].text {
			names = reported[0].names
		} else {
			names = own[0].names
		}
		var counts stripe.Counts
		for ; len(own) > 0 && own[0].text == names.Head(); own = own[1:] {
			own[0].load(r.turn, &counts)
		}
		for len(reported) > 0 && reported[0].names.Head() == names.Head() {
			counts.Add(&reported[0].counts)
			reported = reported[1:]
		}
		r.renderHistogram(s, names, &counts)
	}
}

// load reads the histogram and adds what it read to c.
func (l *histogramLine) load(turn uint64, c *stripe.Counts) {
	h := l.of.hist.Load()
	if h == nil || l.void() {
		return
	}
	var mine stripe.Counts
	h.AddTo(&mine)
	l.turn, l.n, l.total, l.falls = turn, mine.Count(), mine.Sum, mine.Falls
	c.Add(&mine)
}

// renderHistogram writes the bins that are not empty. One that has the name of
// an ordinary stat is added to that stat's line instead.
func (r *Registry) renderHistogram(s *Snapshot, names wire.HistogramNames, c *stripe.Counts) {
	var text []byte
	for bin, n := range c.Bins {
		if n == 0 {
			continue
		}
		if r.order.binLike != nil || s.binLike != nil {
			text = names.AppendBin(text[:0], bin)
			l, ordinary := r.order.binLike[string(text)]
			ordinary = ordinary && !l.void() && l.of.cell.Load() != nil
			if ordinary || s.binLike[string(text)] {
				s.items = append(s.items, item{string(text), wire.Int(n), false})
				continue
			}
		}
		r.frame.Bins.Bin(names, bin, n)
	}
}

// renderLines writes all other lines in order.
func (r *Registry) renderLines(s *Snapshot) {
	out := joiner{frame: &r.frame}
	items := s.items
	r.order.voids = 0
	for i := range r.order.lines {
		l := &r.order.lines[i]
		for len(items) > 0 && items[0].text < l.text {
			out.add(items[0].text, items[0].value, items[0].gauge)
			items = items[1:]
		}
		if v, gauge, ok := l.value(r.turn); ok {
			out.add(l.text, v, gauge)
		} else if l.void() {
			r.order.voids++
		}
	}
	for _, i := range items {
		out.add(i.text, i.value, i.gauge)
	}
	out.flush()
}

func (l *line) value(turn uint64) (v wire.Value, gauge, ok bool) {
	switch {
	case l.hist == nil && l.void():
		return v, false, false
	case l.hist == nil:
		return l.of.value()
	case l.sum:
		return wire.Float(l.hist.total), l.hist.falls, l.hist.turn == turn
	default:
		return wire.Int(l.hist.n), false, l.hist.turn == turn
	}
}

// A joiner adds up lines of one name, which follow each other. A stat that is a
// gauge anywhere is a gauge.
type joiner struct {
	frame *wire.Frame
	item
	any bool
}

func (j *joiner) add(text string, v wire.Value, gauge bool) {
	if j.any && text == j.text {
		j.value = j.value.Plus(v)
		j.gauge = j.gauge || gauge
		return
	}
	j.flush()
	j.item, j.any = item{text, v, gauge}, true
}

func (j *joiner) flush() {
	switch {
	case !j.any:
	case j.gauge:
		j.frame.Gauges.Line(j.text, j.value)
	default:
		j.frame.Counters.Line(j.text, j.value)
	}
}
