package conformance

import (
	"strings"

	"github.com/pipestatic/pipestatic/tests/peers"
)

func startSlok() (wrapper, func() lines) {
	count, numbers := peers.Slok()
	return count, func() lines { return gather(numbers) }
}

func slokFacts(ls lines) facts {
	const requests = "http_request_duration_seconds_count"
	return facts{
		count:  number(ls.sum(requests)),
		code:   ls.by(requests, "code").String(),
		method: ls.by(requests, "method").String(),
		timed:  number(ls.sum(requests)),
		sent:   number(ls.sum("http_response_size_bytes_sum")),
		route:  ls.by(requests, "handler").String(),
		flight: number(ls.sum("http_requests_inflight")),
	}
}

func startPromhttp() (wrapper, func() lines) {
	count, numbers := peers.Promhttp()
	return count, func() lines { return gather(numbers) }
}

func promhttpFacts(ls lines) facts {
	return facts{
		count:  number(ls.sum("requests_total")),
		code:   ls.by("requests_total", "code").String(),
		method: ls.by("requests_total", "method").String(),
		timed:  number(ls.sum("seconds_count")),
		sent:   number(ls.sum("size_sum")),
		flight: number(ls.sum("in_flight")),
	}
}

// startGoChi takes away what was counted before: the library has one set of
// numbers for the whole program.
func startGoChi() (wrapper, func() lines) {
	count, numbers := peers.GoChi()
	read := func() lines { return gather(numbers).of("http_") }
	before := read()
	return count, func() lines { return read().since(before) }
}

func goChiFacts(ls lines) facts {
	routes := tally{}
	for endpoint, n := range ls.by("http_requests_total", "endpoint") {
		if _, pattern, ok := strings.Cut(endpoint, " "); ok {
			endpoint = pattern
		}
		routes[strings.Replace(endpoint, "<no-match>", unmatched, 1)] += n
	}
	got := facts{
		count:  number(ls.sum("http_requests_total")),
		code:   ls.by("http_requests_total", "status").String(),
		timed:  number(ls.sum("http_request_duration_seconds_count")),
		route:  routes.String(),
		flight: number(ls.sum("http_requests_inflight")),
	}
	if ls.by("http_requests_total", "client_aborted")["true"] != 0 {
		got[outcome] = "client_closed" // the only one that it knows
	}
	return got
}
