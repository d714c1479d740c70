package middleware_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// recorded is the outcome, route and code of the one request that reg has seen.
func recorded(reg *stats.Registry) string {
	_, outcome, _ := strings.Cut(lines(reg, "http_outcomes"), `outcome="`)
	outcome, _, _ = strings.Cut(outcome, `"`)
	return outcome + " " + routeAndCode(reg)
}

// A status is noted when it is known to be sent, and no sooner.
func TestStatusIsWhatTheClientSaw(t *testing.T) {
	type (
		W = http.ResponseWriter
		R = *http.Request
	)
	failing := errors.New("failing")
	for _, c := range []struct {
		name, expected string
		handler        func(W, R)
	}{
		{"a copy from a source that fails at once", "server_error unknown 502", func(w W, r R) {
			if _, err := io.Copy(w, failingReader{failing}); err != nil {
				http.Error(w, "", http.StatusBadGateway)
			}
		}},
		{"from an empty one", "client_error unknown 404", func(w W, r R) {
			if n, _ := io.Copy(w, strings.NewReader("")); n == 0 {
				w.WriteHeader(404)
			}
		}},
		{"from one that fails amid", "ok unknown 200", func(w W, r R) {
			src := io.MultiReader(strings.NewReader("some"), failingReader{failing})
			if _, err := io.Copy(w, src); err != nil {
				http.Error(w, "", http.StatusBadGateway)
			}
		}},
		{"no bytes are written", "ok unknown 200", func(w W, r R) {
			w.Write(nil)
			w.WriteHeader(500)
		}},
		{"a flush", "ok unknown 200", func(w W, r R) {
			http.NewResponseController(w).Flush()
			w.WriteHeader(500)
		}},
		{"a panic after a small write", "panic unknown none", func(w W, r R) {
			w.Write([]byte("small"))
			panic(http.ErrBodyNotAllowed)
		}},
		{"a panic after a status alone", "panic unknown none", func(w W, r R) {
			w.WriteHeader(201)
			panic(http.ErrBodyNotAllowed)
		}},
		{"a panic after as much as fits the buffer", "panic unknown none", func(w W, r R) {
			w.Write(make([]byte, 2048))
			panic(http.ErrBodyNotAllowed)
		}},
		{"a panic after one byte more", "panic unknown 200", func(w W, r R) {
			w.Write(make([]byte, 2048))
			w.Write(make([]byte, 1))
			panic(http.ErrBodyNotAllowed)
		}},
		{"fewer bytes than announced", "aborted unknown 200", func(w W, r R) {
			w.Header().Set("Content-Length", "10")
			w.Write([]byte("short"))
		}},
		{"none of what is announced", "aborted unknown 500", func(w W, r R) {
			w.Header().Set("Content-Length", "10")
			w.WriteHeader(500)
		}},
		{"304 with the length of what it stands for", "ok unknown 304", func(w W, r R) {
			w.Header().Set("Content-Length", "10")
			w.WriteHeader(304)
		}},
		{"an announced length that changes too late", "ok unknown 200", func(w W, r R) {
			w.Write([]byte("x"))
			w.Header().Set("Content-Length", "10")
		}},
		{"an event stream", "stream unknown 200", func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Write([]byte("data: x\n\n"))
		}},
		{"one that is refused", "client_error unknown 401", func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(401)
		}},
		{"one that fails", "server_error unknown 503", func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(503)
		}},
		{"one that the handler aborts by itself", "aborted unknown none", func(w W, r R) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Write([]byte("data: x\n\n"))
			panic(http.ErrAbortHandler)
		}},
		{"gRPC, in a trailer", "server_error unknown 200", func(w W, r R) {
			w.Header().Set("Content-Type", "application/grpc+proto")
			w.Write([]byte("x"))
			w.Header().Set(http.TrailerPrefix+"Grpc-Status", "14")
		}},
		{"gRPC, in a header", "client_error unknown 200", func(w W, r R) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Status", "5")
		}},
		{"gRPC that went well", "ok unknown 200", func(w W, r R) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Trailer", "Grpc-Status")
			w.Write([]byte("x"))
			w.Header().Set("Grpc-Status", "0")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg, count := fresh()
			served := make(chan struct{})
			inside := count(http.HandlerFunc(c.handler))
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(served)
				inside.ServeHTTP(w, r)
			}))
			s.Config.ErrorLog = quiet
			s.EnableHTTP2 = strings.HasPrefix(c.name, "gRPC")
			if s.EnableHTTP2 {
				s.StartTLS()
			} else {
				s.Start()
			}
			defer s.Close()
			saw := "none"
			if res, err := s.Client().Get(s.URL); err == nil {
				saw = res.Status[:3]
				res.Body.Close()
			}
			<-served
			if got := recorded(reg); got != c.expected {
				t.Errorf("recorded %q, want %q", got, c.expected)
			}
			if !strings.HasSuffix(c.expected, saw) && !strings.HasSuffix(c.expected, "none") {
				t.Errorf("the client saw %s, expected is %q", saw, c.expected)
			}
			checkSums(t, reg)
		})
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// Which cancellations are the client's.
func TestWhoLeft(t *testing.T) {
	type (
		W = http.ResponseWriter
		R = *http.Request
	)
	for _, c := range []struct {
		name, request, expected string
		handler                 func(w W, r R, leave func())
	}{
		{"a handler that lets a read deadline pass", "GET / HTTP/1.1", "ok unknown 200",
			func(w W, r R, leave func()) {
				http.NewResponseController(w).SetReadDeadline(time.Now())
				<-r.Context().Done()
			}},
		{"one that takes it back after it passed", "GET / HTTP/1.1", "ok unknown 200",
			func(w W, r R, leave func()) {
				rc := http.NewResponseController(w)
				rc.SetReadDeadline(time.Now())
				<-r.Context().Done()
				rc.SetReadDeadline(time.Time{})
			}},
		{"a client that leaves before the header", "GET / HTTP/1.1", "client_closed unknown none",
			func(w W, r R, leave func()) {
				leave()
				<-r.Context().Done()
				w.WriteHeader(502)
			}},
		{"amid the body", "GET / HTTP/1.1", "client_closed unknown 200",
			func(w W, r R, leave func()) {
				w.Write([]byte("some"))
				leave()
				<-r.Context().Done()
			}},
		{"amid the body of a proxy", "GET / HTTP/1.1", "client_closed unknown none",
			func(w W, r R, leave func()) {
				w.Write([]byte("some"))
				leave()
				<-r.Context().Done()
				panic(http.ErrAbortHandler)
			}},
		{"with all that was announced", "GET / HTTP/1.1", "ok unknown 200",
			func(w W, r R, leave func()) {
				w.Header().Set("Content-Length", "4")
				w.Write([]byte("some"))
				leave()
				<-r.Context().Done()
			}},
		{"after a 204 that is flushed", "GET / HTTP/1.1", "ok unknown 204",
			func(w W, r R, leave func()) {
				w.WriteHeader(204)
				http.NewResponseController(w).Flush()
				leave()
				<-r.Context().Done()
			}},
		{"after the header of a HEAD", "HEAD / HTTP/1.1", "ok unknown 200",
			func(w W, r R, leave func()) {
				http.NewResponseController(w).Flush()
				leave()
				<-r.Context().Done()
			}},
		{"from an event stream of a proxy", "GET / HTTP/1.1", "stream unknown none",
			func(w W, r R, leave func()) {
				w.Header().Set("Content-Type", "text/event-stream")
				w.Write([]byte("data: x\n\n"))
				http.NewResponseController(w).Flush()
				leave()
				<-r.Context().Done()
				panic(http.ErrAbortHandler)
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg, count := fresh()
			served := make(chan struct{})
			var conn net.Conn
			inside := count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				c.handler(w, r, func() { conn.Close() })
			}))
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(served)
				inside.ServeHTTP(w, r)
			}))
			s.Config.ErrorLog = quiet
			s.Start()
			defer s.Close()
			conn, err := net.Dial("tcp", s.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			io.WriteString(conn, c.request+"\r\nHost: x\r\n\r\n")
			<-served
			if got := recorded(reg); got != c.expected {
				t.Errorf("recorded %q, want %q", got, c.expected)
			}
		})
	}
}

// Cancellations that are the program's.
func TestTheProgramsOwnCancellations(t *testing.T) {
	stopping := errors.New("stopping")
	t.Run("a base context with a cause", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		got := served(t, func(s *http.Server) {
			s.BaseContext = func(net.Listener) context.Context { return ctx }
		}, func(w http.ResponseWriter, r *http.Request) {
			cancel(stopping)
			<-r.Context().Done()
		})
		if got != "ok unknown 200" {
			t.Error(got)
		}
	})
	t.Run("the server's ReadTimeout, amid a body", func(t *testing.T) {
		reg, count := fresh()
		s := httptest.NewUnstartedServer(count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.ReadAll(r.Body); err != nil {
				w.WriteHeader(408)
			}
		})))
		s.Config.ReadTimeout = 20 * time.Millisecond
		s.Start()
		defer s.Close()
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
		answer, _ := io.ReadAll(conn)
		if got := recorded(reg); got != "client_error unknown 408" || !strings.HasPrefix(string(answer), "HTTP/1.1 408") {
			t.Errorf("%s\n%s", got, answer)
		}
	})
}

// served has a server answer one GET, and returns what is recorded.
func served(t *testing.T, configure func(*http.Server), h http.HandlerFunc) string {
	t.Helper()
	reg, count := fresh()
	s := httptest.NewUnstartedServer(count(h))
	configure(s.Config)
	s.Start()
	defer s.Close()
	if res, err := s.Client().Get(s.URL); err == nil {
		res.Body.Close()
	}
	return recorded(reg)
}

func TestStreamsThatOptionsName(t *testing.T) {
	reg := stats.New(stats.Options{})
	count := middleware.New(middleware.Options{Registry: reg,
		Stream: func(_ *http.Request, h http.Header) bool { return h.Get("Content-Type") == "application/x-ndjson" }})
	serve(count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Write([]byte("{}"))
	})), "GET /")
	if got := recorded(reg); got != "stream unknown 200" {
		t.Error(got)
	}
	reg, count = fresh()
	serve(count(status(200)), "CONNECT /")
	if got := recorded(reg); got != "stream unknown 200" {
		t.Error("a tunnel:", got)
	}
}

// Handlers that use the context of a counted request for requests of their own.
func TestRequestsOfTheHandlersOwn(t *testing.T) {
	reg, count := fresh()
	r := chi.NewRouter()
	r.Use(count)
	r.Get("/items/{id}", status(201))
	r.Post("/batch", func(w http.ResponseWriter, req *http.Request) {
		for range 2 {
			sub := httptest.NewRequestWithContext(
				context.WithValue(req.Context(), chi.RouteCtxKey, nil), "GET", "/items/1", nil)
			r.ServeHTTP(httptest.NewRecorder(), sub)
		}
	})
	count(chi.NewRouter()) // several are counted: requests are marked
	post := httptest.NewRequest("POST", "/batch", strings.NewReader("x"))
	r.ServeHTTP(httptest.NewRecorder(), post)
	want(t, lines(reg, "http_route_requests"), `
		http_route_requests_total{method="GET",route="/items/{id}",code="201"}: 2
		http_route_requests_total{method="POST",route="/batch",code="200"}: 1
		`)
}

// A ResponseWriter that unwraps to itself ends no search.
func TestUnwrapThatReturnsItself(t *testing.T) {
	reg, count := fresh()
	h := count(count(status(204)))
	h.ServeHTTP(selfish{httptest.NewRecorder()}, request("GET /"))
	if got := recorded(reg); got != "ok unknown 204" {
		t.Error(got)
	}
}

type selfish struct{ http.ResponseWriter }

func (w selfish) Unwrap() http.ResponseWriter { return w }

// Only *chi.Mux is chi's router: what embeds one answers as it likes.
func TestARouterWithItsOwnServeHTTP(t *testing.T) {
	_, count := fresh()
	r := chi.NewRouter()
	r.Get("/", status(200))
	own := ownRouter{r}
	for target, expected := range map[string]int{"GET /": 200, "GET /nothing": 404, "GET /health": 299} {
		if w := serve(count(own), target); w.Code != expected {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

type ownRouter struct{ chi.Router }

func (o ownRouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/health" {
		w.WriteHeader(299)
		return
	}
	o.Router.ServeHTTP(w, r)
}

// A counted router that is mounted shows its routes to chi.
func TestACountedRouterIsWalked(t *testing.T) {
	reg, count := fresh()
	sub := chi.NewRouter()
	sub.Get("/{id}", status(200))
	r := chi.NewRouter()
	r.Use(chimw.GetHead)
	r.Mount("/items", count(sub))
	var walked []string
	err := chi.Walk(r, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		walked = append(walked, method+" "+route)
		return nil
	})
	if err != nil || len(walked) != 1 || walked[0] != "GET /items/{id}" {
		t.Error(err, walked)
	}
	if w := serve(r, "HEAD /items/7"); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if got := routeAndCode(reg); got != "/items/{id} 200" {
		t.Error(got)
	}
}

// panic(nil), where GODEBUG allows it, is neither swallowed nor taken for the end of
// the goroutine.
func TestPanicNil(t *testing.T) {
	t.Setenv("GODEBUG", "panicnil=1")
	reg, count := fresh()
	went := true
	func() {
		defer func() { recover() }()
		count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			var nothing any
			panic(nothing)
		})).ServeHTTP(httptest.NewRecorder(), request("GET /"))
		went = false
	}()
	if !went {
		t.Error("the panic was swallowed")
	}
	if got := recorded(reg); got != "panic unknown none" {
		t.Error(got)
	}
}

// A client that chooses the status, or patterns without an end.
func TestBounds(t *testing.T) {
	reg, count := fresh()
	for code := 200; code < 999; code++ {
		serve(count(status(code)), "GET /")
	}
	sums := checkSums(t, reg)
	if n := strings.Count(text(reg), "http_responses_total{"); n != 41 || sums.requests != 799 {
		t.Errorf("%d codes of %d requests", n, sums.requests)
	}
	pattern := "/" + strings.Repeat("x", 20_000)
	h := count(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { r.Pattern = pattern }))
	serve(h, "GET /")
	checkSums(t, reg)
	if value(t, reg, `http_route_requests_total{method="GET",route="_OTHER",code="200"}`) != 1 {
		t.Error("a pattern without an end has a route of its own")
	}
}

func TestMethodsThatOptionsName(t *testing.T) {
	reg := stats.New(stats.Options{})
	count := middleware.New(middleware.Options{Registry: reg, Methods: []string{"PROPFIND", "GET"}})
	for _, target := range []string{"PROPFIND /", "GET /", "JUNK /"} {
		serve(count(status(200)), target)
	}
	want(t, lines(reg, "http_route_requests"), `
		http_route_requests_total{method="GET",route="unknown",code="200"}: 1
		http_route_requests_total{method="PROPFIND",route="unknown",code="200"}: 1
		http_route_requests_total{method="_OTHER",route="unknown",code="200"}: 1
		`)
	var many []string
	for i := range 200 {
		many = append(many, "M"+strings.Repeat("x", i))
	}
	count = middleware.New(middleware.Options{Registry: reg, Methods: many})
	for _, m := range many {
		serve(count(status(200)), m+" /")
	}
	if n := strings.Count(text(reg), "http_route_requests_total{"); n > 64 {
		t.Errorf("%d methods", n)
	}
	checkSums(t, reg)
}

// One request that two counted handlers are given at once is written by none.
func TestOneRequestInTwoHandlersAtOnce(t *testing.T) {
	_, count := fresh()
	a, b := count(mux()), count(app(chi.NewRouter()))
	r := request("GET /nowhere")
	var wg sync.WaitGroup
	for _, h := range []http.Handler{a, b, count(status(200)), count(status(200))} {
		wg.Go(func() { h.ServeHTTP(httptest.NewRecorder(), r) })
	}
	wg.Wait()
}
