package conformance

import "github.com/pipestatic/pipestatic/tests/peers"

type wrapper = peers.Middleware

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
