package stats

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// A line is one line of a snapshot, or none when it is void.
type line struct {
	start string // the name as written, and, once in order, wire.Colon
	of    *series
	life  uint32 // of the series when the line was made

	// The stat's cell, where no other line has the name: as long as it is not
	// replaced, the line needs nothing else.
	cell *cell

	sum  bool           // hist's _sum, not its _count
	hist *histogramLine // nil for a stat
}

func (l line) void() bool { return l.life != l.of.life.Load() }

// name returns the name of a line that is in order.
func (l line) name() string { return l.start[:len(l.start)-len(wire.Colon)] }

// search returns where the first line is whose name is not less. The lines of
// sources mostly follow each other closely, so it begins in front.
func search(lines []line, name string) int {
	n := 1
	for n < len(lines) && lines[n-1].name() < name {
		n *= 2
	}
	i, _ := slices.BinarySearchFunc(lines[:min(n, len(lines))], name,
		func(l line, name string) int { return strings.Compare(l.name(), name) })
	return i
}

// known reports whether the cell is still the stat's.
func (l *line) known() bool { return l.cell != nil && !l.cell.replaced.Load() }

// learn keeps the cell, unless it takes more than that to know the value.
func (l *line) learn() {
	c := l.of.cell.Load()
	if l.hist == nil && c != nil && c.base == nil && !l.void() {
		l.cell = c
	}
}

// write writes the line of a known cell.
func (l *line) write(f *wire.Frame) {
	section := &f.Counters
	if l.cell.gauge {
		section = &f.Gauges
	}
	switch c := l.cell; {
	case c.float:
		section.Line(l.name(), wire.Float(c.sum.Load()))
	case c.gauge:
		section.Int(l.start, c.level.Load())
	default:
		section.Int(l.start, c.count.Load())
	}
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

// A histogramLine stands for all lines of a histogram.
type histogramLine struct {
	of    *series
	life  uint32
	names wire.HistogramNames

	// What the snapshot number turn read.
	turn  uint64
	n     int64
	total float64
	falls bool // the total can
}

func (h *histogramLine) void() bool { return h.life != h.of.life.Load() }

// load reads the histogram and adds what it read to c.
func (h *histogramLine) load(turn uint64, c *stripe.Counts) {
	counted := h.of.hist.Load()
	if counted == nil || h.void() {
		return
	}
	var mine stripe.Counts
	counted.AddTo(&mine)
	h.turn, h.n, h.total, h.falls = turn, mine.Count(), mine.Sum, mine.Falls
	c.Add(&mine)
}
