package aggregator

import (
	"slices"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A grown is the growth of one counter of one program.
type grown struct {
	counterOf
	kind  kind // counter or bin
	value wire.Value
}

type counterOf struct{ program, name string }

// slot returns where a counter stands in the totals, in which it is from now on.
// ok is false when the limits leave it out.
func (g *growth) slot(c counterOf, k kind) (slot int32, ok bool) {
	if slot, ok := g.index[c]; ok {
		return slot, true
	}
	size := len(c.program) + len(c.name)
	if len(g.totals) == g.limits.names || g.bytes+size > g.limits.nameBytes {
		return 0, false
	}
	slot = int32(len(g.totals))
	g.totals = append(g.totals, grown{counterOf: c, kind: k & (counter | bin)})
	g.index[c] = slot
	g.bytes += size
	return slot, true
}

// counted returns the totals of what is a counter everywhere. What was a gauge
// once, beside a counter of that name, stays a gauge: a type that changes to and
// fro is of no use to anybody.
func (g *growth) counted(n *names) []grown {
	for name := range g.gauges {
		if id, ok := n.index[name]; ok {
			n.kinds[id] |= gauge
		}
	}
	list := make([]grown, 0, len(g.totals))
	for _, t := range g.totals {
		if id, ok := n.index[t.name]; ok && n.kinds[id]&gauge != 0 {
			g.gauges[t.name] = true
		}
		if !g.gauges[t.name] {
			list = append(list, t)
		}
	}
	return slices.Clip(list)
}
