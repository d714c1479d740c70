// Package peers sets up libraries that count HTTP requests, each as its
// documentation says and with numbers of its own at each start, so that the
// tests and the benchmarks try the same.
package peers

import (
	"net/http"

	"github.com/felixge/httpsnoop"
)

// A Middleware is put around a handler.
type Middleware = func(http.Handler) http.Handler

// Bare is no middleware.
func Bare(next http.Handler) http.Handler { return next }

// CaptureMetrics does what httpsnoop is used for most.
func CaptureMetrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpsnoop.CaptureMetrics(next, w, r)
	})
}
