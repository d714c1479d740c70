package middleware_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

type wrapper = func(http.Handler) http.Handler

// fresh returns a registry and a middleware that counts in it.
func fresh() (*stats.Registry, wrapper) {
	reg := stats.New(stats.Options{})
	return reg, middleware.New(middleware.Options{Registry: reg})
}

// bare is no middleware.
func bare(h http.Handler) http.Handler { return h }

// serve has h answer a request for "METHOD /path", and keeps its panic, and the
// end of its goroutine, to itself.
func serve(h http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	quietly(h, w, request(target))
	return w
}

func request(target string) *http.Request {
	method, path, _ := strings.Cut(target, " ")
	return httptest.NewRequest(method, path, nil)
}

// quietly runs h to its end, whatever end that is, and returns what it
// panicked with.
func quietly(h http.Handler, w http.ResponseWriter, r *http.Request) (thrown any) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { thrown = recover() }()
		h.ServeHTTP(w, r)
	}()
	<-done
	return thrown
}

func text(reg *stats.Registry) string {
	var b strings.Builder
	reg.WriteTo(&b)
	return b.String()
}

// counts returns what reg says about finished requests, without what is zero:
// outcomes, responses and route requests, one a line.
func counts(reg *stats.Registry) string {
	return lines(reg, "http_outcomes", "http_responses", "http_route_requests")
}

// lines returns the lines with one of the beginnings that are not zero.
func lines(reg *stats.Registry, beginnings ...string) string {
	var b strings.Builder
	for line := range strings.Lines(text(reg)) {
		for _, beginning := range beginnings {
			if strings.HasPrefix(line, beginning) && !strings.HasSuffix(line, ": 0\n") {
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

// want checks a text; the expected one may be indented.
func want(t *testing.T, got, expected string) {
	t.Helper()
	expected = strings.TrimPrefix(strings.ReplaceAll(expected, "\t", ""), "\n")
	if got != expected {
		t.Errorf("got\n%s\nwant\n%s", got, expected)
	}
}

func value(t *testing.T, reg *stats.Registry, name string) int64 {
	t.Helper()
	v, ok := reg.Value(name)
	if !ok {
		t.Errorf("no %s in\n%s", name, text(reg))
	}
	return int64(v)
}

// status returns a handler that answers with a status and nothing else.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// get fetches a path from a server, all of it.
func get(t *testing.T, s *httptest.Server, path string) string {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// routeAndCode returns the route and the code of the one request that reg has
// seen, "/users/{id} 200".
func routeAndCode(reg *stats.Registry) string {
	_, labels, _ := strings.Cut(lines(reg, "http_route_requests"), `route="`)
	return strings.TrimSuffix(strings.Replace(labels, `",code="`, " ", 1), "\"}: 1\n")
}

// A total is what the lines of one snapshot add up to.
type total struct{ requests, outcomes, responses, none, routes, durations, bins int64 }

// checkSums takes a snapshot and checks that its lines agree.
func checkSums(t *testing.T, reg *stats.Registry) (sum total) {
	t.Helper()
	snapshot := text(reg)
	var inFlight, routeDurations, streams int64
	for line := range strings.Lines(snapshot) {
		i := strings.LastIndex(line, ": ")
		n, _ := strconv.ParseInt(strings.TrimSpace(line[i+2:]), 10, 64)
		name, labels, _ := strings.Cut(line[:i], "{")
		switch name {
		case "http_requests_total":
			sum.requests = n
		case "http_requests_in_flight":
			inFlight = n
		case "http_outcomes_total":
			sum.outcomes += n
			if strings.Contains(labels, "stream") {
				streams = n
			}
		case "http_responses_total":
			sum.responses += n
		case "http_route_requests_total":
			sum.routes += n
			if strings.Contains(labels, `code="none"`) {
				sum.none += n
			}
		case "http_request_duration_seconds_count":
			sum.durations = n
		case "http_request_duration_seconds_bucket":
			sum.bins += n
		case "http_route_duration_seconds_count":
			routeDurations += n
		}
	}
	if sum.requests != sum.outcomes || sum.requests != sum.routes || inFlight < 0 ||
		sum.requests != sum.responses+sum.none || sum.durations != sum.bins ||
		sum.durations != routeDurations || sum.durations > sum.requests-streams {
		t.Errorf("a snapshot that contradicts itself: %+v\n%s", sum, snapshot)
	}
	return sum
}

// quiet is for servers whose handlers panic.
var quiet = log.New(io.Discard, "", 0)
