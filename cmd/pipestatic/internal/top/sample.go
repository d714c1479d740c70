package top

import (
	"strings"
	"time"
)

// A sample is what the middleware of a process had counted at one time.
type sample struct {
	at       time.Time
	serves   bool // there is middleware in it
	inFlight float64
	total    counts
	routes   map[string]counts
}

// sampleOf picks out the middleware's stats.
func sampleOf(p *Process, at time.Time, names names) *sample {
	s := &sample{at: at, routes: map[string]counts{}}
	prefix := prefixOf(p)
	s.serves = prefix != ""
	for written, number := range p.Values {
		if !s.serves || !belongs(written, prefix) {
			continue
		}
		if value, err := number.Float64(); err == nil {
			s.take(strings.TrimPrefix(written, prefix), names.of(written), prefix, value)
		}
	}
	return s
}

// belongs is quick: most stats are others'. A name that is quoted may be any.
func belongs(written, prefix string) bool {
	return strings.HasPrefix(written, prefix) || strings.HasPrefix(written, `"`)
}

func (s *sample) take(rest string, n name, prefix string, value float64) {
	switch rest {
	case "_requests_total":
		s.total.requests = value
	case "_requests_in_flight":
		s.inFlight = value
	case `_outcomes_total{outcome="server_error"}`, `_outcomes_total{outcome="panic"}`:
		s.total.failed += value
	default:
		s.takeLabelled(strings.TrimPrefix(n.family, prefix), n, value)
	}
}

func (s *sample) takeLabelled(family string, n name, value float64) {
	switch {
	case family == "_request_duration_seconds" && n.bin >= 0:
		s.total.count(n.bin, value)
	case family == "_route_duration_seconds" && n.bin >= 0:
		c := s.routes[n.route]
		c.count(n.bin, value)
		s.routes[n.route] = c
	case family == "_route_requests_total":
		c := s.routes[n.route]
		c.requests += value
		if strings.HasPrefix(n.code, "5") {
			c.failed += value
		}
		s.routes[n.route] = c
	}
}

// prefixOf is what the middleware's stats begin with, or "" where there are none:
// http, else the first.
func prefixOf(p *Process) (first string) {
	for written := range p.Values {
		prefix, ok := strings.CutSuffix(written, `_outcomes_total{outcome="ok"}`)
		switch {
		case !ok || prefix == "":
		case prefix == "http":
			return prefix
		case first == "" || prefix < first:
			first = prefix
		}
	}
	return first
}

// names remembers what names mean: processes of one kind have the same ones, and
// again at the next reading.
type names map[string]name

// most bounds the memory for names that come and go.
const mostNames = 100_000

func (ns names) of(written string) name {
	n, ok := ns[written]
	if !ok {
		if len(ns) >= mostNames {
			clear(ns)
		}
		n = takeApart(written)
		ns[written] = n
	}
	return n
}
