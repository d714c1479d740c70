package conformance

import (
	"net/http"

	"github.com/felixge/httpsnoop"
)

type wrapper = func(http.Handler) http.Handler

// An implementation is a library that counts requests, set up as its
// documentation says, with numbers of its own at each start.
type implementation struct {
	name, module string
	start        func() (wrapper, func() lines)
	facts        func(lines) facts
}

// implementations begins with ours.
var implementations = []implementation{
	{"pipestatic", "", startOurs, ourFacts},
	{"slok", "github.com/slok/go-http-metrics", startSlok, slokFacts},
	{"promhttp", "github.com/prometheus/client_golang", startPromhttp, promhttpFacts},
	{"go-chi", "github.com/go-chi/metrics", startGoChi, goChiFacts},
	{"otelhttp", "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
		startOtel, otelFacts},
}

// bare is no middleware.
func bare(next http.Handler) http.Handler { return next }

// captureMetrics does what httpsnoop is used for most.
func captureMetrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpsnoop.CaptureMetrics(next, w, r)
	})
}
