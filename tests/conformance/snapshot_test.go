package conformance

import (
	"runtime"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// checkUntil takes snapshots until done is closed, and one more.
func checkUntil(t *testing.T, reg *stats.Registry, done chan struct{}) (snapshots int) {
	for over := false; !over; snapshots++ {
		select {
		case <-done:
			over = true
		default:
		}
		checkSnapshot(t, parse(text(reg)))
		runtime.Gosched()
	}
	return snapshots
}

// checkSnapshot checks that a snapshot does not contradict itself.
func checkSnapshot(t *testing.T, ls lines) {
	t.Helper()
	requests := ls.sum("http_requests_total")
	for name, sum := range map[string]float64{
		"outcomes": ls.sum("http_outcomes_total"),
		"routes":   ls.sum("http_route_requests_total"),
	} {
		if sum != requests {
			t.Errorf("%s sum to %v of %v requests", name, sum, requests)
		}
	}
	samples := ls.sum("http_request_duration_seconds_count")
	for name, sum := range map[string]float64{
		"bins":            ls.sum("http_request_duration_seconds_bucket"),
		"bins of routes":  ls.sum("http_route_duration_seconds_bucket"),
		"count of routes": ls.sum("http_route_duration_seconds_count"),
	} {
		if sum != samples {
			t.Errorf("%s: %v of %v durations", name, sum, samples)
		}
	}
	n := ls.sum("http_requests_in_flight")
	if n < 0 || samples > requests {
		t.Errorf("%v in flight, %v durations of %v requests", n, samples, requests)
	}
}
