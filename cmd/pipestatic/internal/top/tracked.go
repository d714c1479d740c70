package top

import (
	"math"
	"time"
)

// A tracked process is what is known of one pipe over several readings.
type tracked struct {
	Process               // as last listed; what a silent one does not say is kept
	now, before *sample   // the newest, and the one before that
	fresh       bool      // now is of the newest reading
	bornAfter   time.Time // the reading before its first, if it started after that
	deadSince   time.Time
}

// follow takes the newest state. It reports whether it is the same process.
func (t *tracked) follow(p Process) (same bool) {
	if p.answered() && t.now != nil && (p.Program != t.Program || p.Start != t.Start) {
		return false
	}
	if !p.answered() && t.now != nil {
		p.Program, p.Start = t.Program, t.Start
	}
	if p.State != "dead" {
		t.deadSince = time.Time{}
	}
	p.Values = nil
	t.Process = p
	return true
}

// A flow is what came through in some time.
type flow struct {
	counts
	rate     float64
	inFlight float64
	known    bool // the counts and the rate are
}

// nothing is the sum of no flow.
func nothing() flow { return flow{inFlight: math.NaN()} }

func (f *flow) add(g flow) {
	if math.IsNaN(f.inFlight) {
		f.inFlight = g.inFlight
	} else if !math.IsNaN(g.inFlight) {
		f.inFlight += g.inFlight
	}
	if g.known {
		f.counts.add(g.counts)
		f.rate += g.rate
		f.known = true
	}
}

// flows returns what the process served: in all, and by route. mean asks for
// all the time since it began.
func (t *tracked) flows(mean bool) (total flow, routes map[string]flow) {
	if !t.fresh || !t.now.serves {
		return nothing(), nil
	}
	total.inFlight = t.now.inFlight
	before, seconds := t.span(mean)
	if !(seconds > 0) {
		return total, t.quiet()
	}
	growth, ok := t.now.total.since(before.total)
	if !ok {
		return total, t.quiet()
	}
	routes = map[string]flow{}
	for route, c := range t.now.routes {
		g, ok := c.since(before.routes[route])
		routes[route] = flow{counts: g, rate: g.requests / seconds, known: ok}
	}
	total.counts, total.rate, total.known = growth, growth.requests/seconds, true
	return total, routes
}

// quiet are the routes when nothing is known of them.
func (t *tracked) quiet() map[string]flow {
	routes := map[string]flow{}
	for route := range t.now.routes {
		routes[route] = flow{}
	}
	return routes
}

// span returns what the growth begins from, and how long ago that was.
func (t *tracked) span(mean bool) (before *sample, seconds float64) {
	zero := &sample{}
	switch began := t.began(); {
	case mean && !began.IsZero():
		return zero, t.now.at.Sub(began).Seconds()
	case mean:
		return zero, 0
	case t.before != nil:
		return t.before, t.now.at.Sub(t.before.at).Seconds()
	case !t.bornAfter.IsZero():
		return zero, t.now.at.Sub(t.bornAfter).Seconds()
	}
	return zero, 0
}
