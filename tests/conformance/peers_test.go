package conformance

import (
	"net/http"
	"strings"

	chimetrics "github.com/go-chi/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	slokprom "github.com/slok/go-http-metrics/metrics/prometheus"
	slok "github.com/slok/go-http-metrics/middleware"
	slokstd "github.com/slok/go-http-metrics/middleware/std"
)

func startSlok() (wrapper, func() lines) {
	reg := prometheus.NewRegistry()
	m := slok.New(slok.Config{Recorder: slokprom.NewRecorder(slokprom.Config{Registry: reg})})
	return slokstd.HandlerProvider("", m), func() lines { return gather(reg) }
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

// startPromhttp leaves InstrumentHandlerRequestSize out: it estimates requests
// with their headers, and does not say what was read.
func startPromhttp() (wrapper, func() lines) {
	labels := []string{"code", "method"}
	inFlight := prometheus.NewGauge(prometheus.GaugeOpts{Name: "in_flight"})
	total := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, labels)
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "seconds"}, labels)
	size := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "size"}, labels)
	reg := prometheus.NewRegistry()
	reg.MustRegister(inFlight, total, duration, size)
	return func(next http.Handler) http.Handler {
		next = promhttp.InstrumentHandlerResponseSize(size, next)
		next = promhttp.InstrumentHandlerDuration(duration, next)
		next = promhttp.InstrumentHandlerCounter(total, next)
		return promhttp.InstrumentHandlerInFlight(inFlight, next)
	}, func() lines { return gather(reg) }
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
	read := func() lines { return gather(prometheus.DefaultGatherer).of("http_") }
	before := read()
	return chimetrics.Collector(chimetrics.CollectorOpts{}), func() lines {
		return read().since(before)
	}
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
		got[outcome] = "client_gone" // the only one that it knows
	}
	return got
}
