package conformance

import (
	"strings"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

func startOurs() (wrapper, func() lines) {
	reg := stats.New(stats.Options{})
	return middleware.New(middleware.Options{Registry: reg}),
		func() lines { return parse(text(reg)).withoutBins() }
}

func text(reg *stats.Registry) string {
	var b strings.Builder
	_, _ = reg.WriteTo(&b) // into memory: it cannot fail
	return b.String()
}

func ourFacts(ls lines) facts {
	requests, codes := ls.sum("http_requests_total"), ls.by("http_responses_total", "code")
	codes["none"] = requests
	for name, n := range codes {
		if name != "none" {
			codes["none"] -= n
		}
	}
	return facts{
		count:    number(requests),
		code:     codes.String(),
		outcome:  ls.by("http_outcomes_total", "outcome").String(),
		timed:    number(ls.sum("http_request_duration_seconds_count")),
		received: number(ls.sum("http_request_bytes_total")),
		sent:     number(ls.sum("http_response_bytes_total")),
		method:   ls.by("http_route_requests_total", "method").String(),
		route:    ls.by("http_route_requests_total", "route").String(),
		flight:   number(ls.sum("http_requests_in_flight")),
	}
}
