package contract

import (
	"net/http"
	"slices"
)

// The outcomes.
const (
	OK           = "ok"
	ClientError  = "client_error"
	ServerError  = "server_error"
	Panic        = "panic"
	Aborted      = "aborted"
	Hijacked     = "hijacked"
	Stream       = "stream"
	ClientClosed = "client_closed"
)

// Outcomes are all outcomes. Each is always shown.
var Outcomes = []string{
	Aborted, ClientClosed, ClientError, Hijacked, OK, Panic, ServerError, Stream,
}

// renamed are the names that outcomes once had. They are read as the new ones, so
// that an old name is one failure and hides no other.
var renamed = map[string]string{"abort": Aborted, "client_gone": ClientClosed}

// None is the code of a request that was sent no status.
const None = "none"

// Labels of routes that are no patterns.
const (
	Unmatched = "unmatched" // a router was seen, and nothing matched
	Unknown   = "unknown"   // no router was seen
)

// Method returns the label of a method.
func Method(method string) string {
	known := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace, "QUERY",
	}
	if slices.Contains(known, method) {
		return method
	}
	return "_OTHER"
}
