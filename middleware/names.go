package middleware

import "github.com/pipestatic/pipestatic/stats"

// The names of all stats, after the prefix. Each is a counter unless it says
// otherwise.
const (
	requestsTotal   = "_requests_total"           // finished requests
	inFlight        = "_requests_in_flight"       // gauge: requests started and not finished
	responsesTotal  = "_responses_total"          // responses, by code
	outcomesTotal   = "_outcomes_total"           // finished requests, by outcome
	duration        = "_request_duration_seconds" // histogram, without hijacked and stream
	requestBytes    = "_request_bytes_total"      // bytes of bodies read
	responseBytes   = "_response_bytes_total"     // bytes of bodies written, but to HEAD
	routeRequests   = "_route_requests_total"     // finished requests, by method, route, code
	routeDuration   = "_route_duration_seconds"   // histogram, by method and route
	skippedRequests = "_skipped_total"            // requests that are not counted

	connectionsOpen     = "_connections_open"           // gauge
	connectionsTotal    = "_connections_total"          // accepted connections
	connectionsHijacked = "_connections_hijacked_total" // connections that handlers took over
)

// Routes that are no patterns. A pattern has a slash in it.
const (
	unmatched = "unmatched" // a router was seen, and none of its routes fitted
	unknown   = "unknown"   // no router was seen
)

// other is the label of what is past a bound: routes, codes, and methods.
const other = "_OTHER"

// noCode is the code of a request whose client was sent no status.
const noCode = "none"

// names are the full names of the stats that are there from the start.
type names struct {
	requests, inFlight, duration string
	received, sent, skipped      string
	outcomes                     [numOutcomes]string
}

func namesOf(prefix string) names {
	n := names{
		requests: prefix + requestsTotal, inFlight: prefix + inFlight, duration: prefix + duration,
		received: prefix + requestBytes, sent: prefix + responseBytes,
		skipped: prefix + skippedRequests,
	}
	for o := range n.outcomes {
		n.outcomes[o] = stats.Name(prefix+outcomesTotal, "outcome", outcome(o).String())
	}
	return n
}
