package stats

import (
	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// snapshot takes a snapshot of everything and returns it as text, whose memory
// is used again after free. Updates go on meanwhile: they are never held up by it.
func (r *Registry) snapshot() (text []byte, free func()) {
	r.reading.Lock()
	defer r.reading.Unlock()
	r.turn++
	s := &r.collected
	s.reset(0)
	r.collect(s)
	r.order.settle()
	f := r.newFrame()
	r.frame = f
	r.renderBins(s)
	r.addRefusals(s)
	s.sort()
	r.renderLines(s)
	r.frame = nil
	text = f.Text()
	return text, func() { r.freeFrame(f, len(text)) }
}

func (r *Registry) newFrame() *wire.Frame {
	if f, ok := r.frames.Get().(*wire.Frame); ok {
		f.Reset()
		return f
	}
	return &wire.Frame{Program: r.options.Program, Start: r.start}
}

// freeFrame keeps the frame for another snapshot, until the garbage collector
// takes it; not when it was made for a longer text than is needed now.
func (r *Registry) freeFrame(f *wire.Frame, used int) {
	if f.Size() <= 4*used+4096 {
		r.frames.Put(f)
	}
}

// renderBins writes the bins of all histograms, the registry's own and those of
// the sources, in order; equal ones add up.
func (r *Registry) renderBins(s *Snapshot) {
	s.sortHistograms()
	own, reported := r.order.histograms, s.histograms
	for len(own) > 0 || len(reported) > 0 {
		var names wire.HistogramNames
		if len(own) == 0 || len(reported) > 0 && reported[0].names.Head() < own[0].names.Head() {
			names = reported[0].names
		} else {
			names = own[0].names
		}
		var counts stripe.Counts
		for ; len(own) > 0 && own[0].names.Head() == names.Head(); own = own[1:] {
			own[0].load(r.turn, &counts)
		}
		for len(reported) > 0 && reported[0].names.Head() == names.Head() {
			counts.Add(&reported[0].counts)
			reported = reported[1:]
		}
		r.renderHistogram(s, names, &counts)
	}
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

// renderLines writes all other lines in order: the registry's own, and items.
// Those of one name add up.
func (r *Registry) renderLines(s *Snapshot) {
	lines := r.order.lines
	r.order.voids = 0
	for items := s.items; len(items) > 0; {
		name := items[0].text
		n := search(lines, name)
		r.renderOwn(lines[:n])
		var all sum
		lines = lines[n+r.join(&all, lines[n:], name):]
		for ; len(items) > 0 && items[0].text == name; items = items[1:] {
			all.add(items[0].value, items[0].gauge)
		}
		all.write(r.frame, name)
	}
	r.renderOwn(lines)
}

// renderOwn writes lines. A stat that keeps its form is mostly one load.
func (r *Registry) renderOwn(lines []line) {
	for i := 0; i < len(lines); {
		if l := &lines[i]; l.known() {
			l.write(r.frame)
			i++
			continue
		}
		var all sum
		name := lines[i].name()
		n := r.join(&all, lines[i:], name)
		all.write(r.frame, name)
		if n == 1 {
			lines[i].learn()
		}
		i += n
	}
}

// join adds the lines at the beginning that have this name to all, and returns
// how many they are.
func (r *Registry) join(all *sum, lines []line, name string) (n int) {
	for ; n < len(lines) && lines[n].name() == name; n++ {
		if v, gauge, ok := lines[n].value(r.turn); ok {
			all.add(v, gauge)
		} else if lines[n].void() {
			r.order.voids++
		}
	}
	return n
}
