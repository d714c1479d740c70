package middleware_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
)

// Each handler meets the same request. A column is what is counted beside
// http_requests_total, which is always 1: the outcome, and the code of
// http_responses_total and http_route_requests_total.
func TestOutcomes(t *testing.T) {
	type (
		W = http.ResponseWriter
		R = *http.Request
	)
	for _, c := range []struct {
		name    string
		outcome string
		code    string // none: no response is counted
		timed   bool
		handler func(W, R)
	}{
		{"nothing sent", "ok", "200", true, func(W, R) {}},
		{"a body only", "ok", "200", true, func(w W, r R) {
			w.Write([]byte("x"))
			w.WriteHeader(500)
		}},
		{"a string only", "ok", "200", true, func(w W, r R) {
			io.WriteString(w, "x")
			w.WriteHeader(500)
		}},
		{"flushed only", "ok", "200", true, func(w W, r R) {
			w.(http.Flusher).Flush()
			w.WriteHeader(500)
		}},
		{"redirect", "ok", "302", true, status(302)},
		{"399", "ok", "399", true, status(399)},
		{"400", "client_error", "400", true, status(400)},
		{"404", "client_error", "404", true, http.NotFound},
		{"500", "server_error", "500", true, status(500)},
		{"999", "server_error", "999", true, status(999)},
		{"switching protocols", "ok", "101", true, status(101)},
		{"the first status wins", "client_error", "404", true, func(w W, r R) {
			w.WriteHeader(404)
			w.WriteHeader(500)
		}},
		{"early hints are not final", "client_error", "404", true, func(w W, r R) {
			w.WriteHeader(103)
			w.WriteHeader(102)
			w.WriteHeader(404)
		}},
		{"panic", "panic", "none", true, func(W, R) { panic("x") }},
		{"panic after a byte, which the server drops", "panic", "none", true, func(w W, r R) {
			w.Write([]byte("x"))
			panic("x")
		}},
		{"panic after a byte that is flushed", "panic", "200", true, func(w W, r R) {
			w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			panic("x")
		}},
		{"a status that cannot be", "panic", "none", true, status(1000)},
		{"aborted", "aborted", "none", true, func(W, R) {
			panic(http.ErrAbortHandler)
		}},
		{"abort after a byte", "aborted", "none", true, func(w W, r R) {
			w.Write([]byte("x"))
			panic(http.ErrAbortHandler)
		}},
		{"the goroutine ends", "aborted", "none", true, func(w W, r R) {
			w.Write([]byte("x"))
			runtime.Goexit()
		}},
		{"stream", "stream", "200", false, func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.(http.Flusher).Flush()
		}},
		{"stream with a charset", "stream", "200", false, func(w W, r R) {
			w.Header().Set("Content-Type", "Text/Event-Stream; charset=utf-8")
			w.Write([]byte("data: x\n\n"))
		}},
		{"stream, and the client leaves", "stream", "200", false, func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(200)
			leave(r)
		}},
		{"nearly a stream", "ok", "200", true, func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-streams")
			w.Write([]byte("data: x\n\n"))
		}},
		{"the client leaves first", "client_closed", "none", true, func(w W, r R) {
			leave(r)
		}},
		{"the client leaves amid", "client_closed", "200", true, func(w W, r R) {
			w.Header().Set("Content-Length", "3")
			w.Write([]byte("ab"))
			leave(r)
		}},
		{"the client has it all", "ok", "200", true, func(w W, r R) {
			w.Header().Set("Content-Length", "2")
			w.Write([]byte("ab"))
			leave(r)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg, count := fresh()
			ctx, leave := context.WithCancel(t.Context())
			ctx = context.WithValue(ctx, leaveKey{}, leave)
			quietly(count(http.HandlerFunc(c.handler)), strict{httptest.NewRecorder()},
				request("GET /").WithContext(ctx))
			response := ""
			if c.code != "none" {
				response = `http_responses_total{code="` + c.code + `"}: 1` + "\n"
			}
			want(t, counts(reg), `
				http_outcomes_total{outcome="`+c.outcome+`"}: 1
				`+response+`http_route_requests_total{method="GET",route="unknown",code="`+c.code+`"}: 1
				`)
			timed := value(t, reg, "http_request_duration_seconds_count") == 1
			if timed != c.timed {
				t.Errorf("in the durations: %v", timed)
			}
		})
	}
}

type leaveKey struct{}

// leave is the client's going away.
func leave(r *http.Request) { r.Context().Value(leaveKey{}).(context.CancelFunc)() }

// strict refuses the statuses that net/http refuses.
type strict struct{ *httptest.ResponseRecorder }

func (w strict) WriteHeader(code int) {
	if code < 100 || code > 999 {
		panic("invalid status")
	}
	if code >= 200 {
		w.ResponseRecorder.WriteHeader(code)
	}
}

func TestADeadlineIsNotTheClients(t *testing.T) {
	reg, count := fresh()
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	count(status(503)).ServeHTTP(httptest.NewRecorder(), request("GET /").WithContext(ctx))
	value(t, reg, `http_outcomes_total{outcome="server_error"}`)
	want(t, lines(reg, "http_outcomes"), "http_outcomes_total{outcome=\"server_error\"}: 1\n")
}

func TestPanicsGoOnUntouched(t *testing.T) {
	_, count := fresh()
	thrown := errors.New("x")
	for _, h := range []http.Handler{
		count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panicHere(thrown) })),
		count(count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panicHere(thrown) }))),
	} {
		var got any
		var stack []byte
		func() {
			defer func() {
				stack = debug.Stack()
				got = recover()
			}()
			h.ServeHTTP(httptest.NewRecorder(), request("GET /"))
		}()
		if got != thrown {
			t.Errorf("got %v", got)
		}
		if !bytes.Contains(stack, []byte("panicHere")) {
			t.Errorf("the stack does not show where:\n%s", stack)
		}
	}
}

//go:noinline
func panicHere(err error) { panic(err) }

func TestGoexitGoesOn(t *testing.T) {
	reg, count := fresh()
	after := false
	quietly(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { runtime.Goexit() })).
			ServeHTTP(w, r)
		after = true
	}), httptest.NewRecorder(), request("GET /"))
	if after {
		t.Error("the goroutine lived on")
	}
	if n := value(t, reg, "http_requests_in_flight"); n != 0 {
		t.Errorf("%d requests in flight", n)
	}
}

// Outside chi's Recoverer a panic is a panic, inside it is a 500; either way
// Recoverer gets to see where it happened.
func TestOrderWithRecoverer(t *testing.T) {
	for _, c := range []struct {
		name     string
		use      func(count wrapper) []wrapper
		outcomes string
	}{
		{"first", func(count wrapper) []wrapper { return []wrapper{chimw.Recoverer, count} },
			"http_outcomes_total{outcome=\"panic\"}: 1\n"},
		{"last", func(count wrapper) []wrapper { return []wrapper{count, chimw.Recoverer} },
			"http_outcomes_total{outcome=\"server_error\"}: 1\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg, count := fresh()
			r := chi.NewRouter()
			r.Use(c.use(count)...)
			r.Get("/", func(http.ResponseWriter, *http.Request) { panicHere(io.EOF) })
			var log panicLog
			w := httptest.NewRecorder()
			r.ServeHTTP(w, chimw.WithLogEntry(request("GET /"), &log))
			seen := bytes.Contains(log.stack, []byte("panicHere"))
			if w.Code != 500 || log.value != io.EOF || !seen {
				t.Errorf("answered %d, logged %v and\n%s", w.Code, log.value, log.stack)
			}
			want(t, lines(reg, "http_outcomes"), c.outcomes)
		})
	}
}

// panicLog is told of a panic by Recoverer.
type panicLog struct {
	value any
	stack []byte
}

func (l *panicLog) Write(int, int, http.Header, time.Duration, any) {}
func (l *panicLog) Panic(value any, stack []byte)                   { l.value, l.stack = value, stack }
