package aggregator

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A pageHTTP is what the middleware counts.
type pageHTTP struct {
	Prefix                     string // of the stats; empty: there are none
	Requests, Errors, InFlight string
	Latency                    latency
	Outcomes, Codes            []pageStat
	Routes                     []*pageRoute
}

// A latency is quantiles of a duration.
type latency struct{ P50, P90, P99 string }

func latencyOf(d *wire.Distribution) latency {
	if d == nil {
		return latency{noNumber, noNumber, noNumber}
	}
	return latency{
		showSeconds(d.Quantile(500)), showSeconds(d.Quantile(900)), showSeconds(d.Quantile(990)),
	}
}

func (s *subject) http() pageHTTP {
	prefix := s.httpPrefix()
	if prefix == "" {
		return pageHTTP{Latency: latencyOf(nil)}
	}
	durations := s.distributions(s.sums, s.query)
	grown := func(name string) float64 { return s.growth[prefix+name].Float64() }
	requests := grown("_requests_total")
	failed := grown(`_outcomes_total{outcome="server_error"}`) +
		grown(`_outcomes_total{outcome="panic"}`)
	return pageHTTP{
		Prefix:   prefix,
		Requests: showRate(s.perSecond(requests)), Errors: showShare(failed, requests),
		InFlight: s.sumOf(prefix + "_requests_in_flight"),
		Latency:  latencyOf(durations[prefix+"_request_duration_seconds"]),
		Outcomes: s.parts(prefix+"_outcomes_total", "outcome"),
		Codes:    s.parts(prefix+"_responses_total", "code"),
		Routes:   s.routes(prefix, durations),
	}
}

// httpPrefix is that of the middleware's stats: http, unless there are only others.
func (s *subject) httpPrefix() string {
	first := ""
	for name := range s.growth {
		prefix, is := strings.CutSuffix(name, `_outcomes_total{outcome="ok"}`)
		if is && (first == "" || prefix == "http" || first != "http" && prefix < first) {
			first = prefix
		}
	}
	return first
}

// sumOf is for names that are few; the lists go by number.
func (s *subject) sumOf(name string) string {
	if id, ok := s.names.index[name]; ok && s.sums.seen[id] {
		return showValue(s.sums.values[id])
	}
	return noNumber
}

// parts are the counters of a family by their one label, without those that
// never counted anything.
func (s *subject) parts(family, key string) (list []pageStat) {
	for name, grown := range s.growth {
		if !strings.HasPrefix(name, family+"{") || grown.Float64() == 0 {
			continue
		}
		if _, labels := parseName(name); len(labels) == 1 && labels[0].key == key {
			rate := showRate(s.perSecond(grown.Float64()))
			list = append(list, pageStat{labels[0].value, showValue(grown), rate})
		}
	}
	slices.SortFunc(list, func(a, b pageStat) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// A pageRoute is a line of the list of routes.
type pageRoute struct {
	Route, Rate, Errors string
	Latency             latency
	Total               string
	requests, failed    float64
	durations           wire.Distribution
}

// routes lists the busiest first.
func (s *subject) routes(prefix string, durations map[string]*wire.Distribution) []*pageRoute {
	routes := map[string]*pageRoute{}
	for name, grown := range s.growth {
		if !strings.HasPrefix(name, prefix+"_route_requests_total{") {
			continue
		}
		_, labels := parseName(name)
		by := byKey(labels)
		r := routes[by["route"]]
		if r == nil {
			r = &pageRoute{Route: by["route"], Latency: latencyOf(nil)}
			routes[r.Route] = r
		}
		r.count(grown.Float64(), by["code"])
	}
	for name, d := range durations {
		family, labels := parseName(name)
		r := routes[byKey(labels)["route"]]
		if r != nil && family == prefix+"_route_duration_seconds" { // one of each method
			for bin, n := range d {
				r.durations[bin] += n
			}
			r.Latency = latencyOf(&r.durations)
		}
	}
	list := slices.SortedFunc(maps.Values(routes), func(a, b *pageRoute) int {
		return cmp.Or(cmp.Compare(b.requests, a.requests), strings.Compare(a.Route, b.Route))
	})
	for _, r := range list {
		r.Rate, r.Errors = showRate(s.perSecond(r.requests)), showShare(r.failed, r.requests)
		r.Total = showFloat(r.requests)
	}
	return list
}

func (r *pageRoute) count(n float64, code string) {
	r.requests += n
	if strings.HasPrefix(code, "5") {
		r.failed += n
	}
}

func byKey(labels []label) map[string]string {
	by := map[string]string{}
	for _, l := range labels {
		by[l.key] = l.value
	}
	return by
}
