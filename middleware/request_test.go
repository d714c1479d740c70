package middleware_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// What a handler changes in its request is seen outside, as it is without us.
func TestWhatAHandlerChangesIsSeenOutside(t *testing.T) {
	change := func(_ http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		r.Method, r.Pattern, r.Host = "PATCH", "/told", "elsewhere"
		r.URL = &url.URL{Path: "/changed"}
		r.Header = http.Header{"X-New": {"1"}}
		r.Trailer = http.Header{"X-Trailer": {"1"}}
		r.SetPathValue("id", "7")
		r.Body = http.MaxBytesReader(nil, r.Body, 1)
	}
	show := func(r *http.Request) string {
		return fmt.Sprintf("%s %s %s %s %v %v %v %v %s %T", r.Method, r.Pattern, r.Host, r.URL,
			r.Header, r.Trailer, r.Form, r.PostForm, r.PathValue("id"), r.Body)
	}
	post := func() *http.Request {
		r := httptest.NewRequest("POST", "/x?q=1", strings.NewReader("a=1"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	_, count := fresh()
	for name, request := range map[string]func() *http.Request{
		"without a body": func() *http.Request { return request("GET /x?q=1") },
		"with a body":    post,
	} {
		for shape, wrapped := range map[string]http.Handler{
			"once": count(http.HandlerFunc(change)), "twice": count(count(http.HandlerFunc(change))),
		} {
			bare, counted := request(), request()
			change(nil, bare)
			wrapped.ServeHTTP(httptest.NewRecorder(), counted)
			if a, b := show(bare), show(counted); a != b {
				t.Errorf("%s, %s: without\n%s\nwith\n%s", name, shape, a, b)
			}
		}
	}
}

// chi copies its request by itself: what happens in there is not seen outside.
func TestWhatChiKeepsToItselfStaysThere(t *testing.T) {
	_, count := fresh()
	r := chi.NewRouter()
	r.Post("/items/{id}", func(_ http.ResponseWriter, r *http.Request) { r.ParseForm() })
	request := httptest.NewRequest("POST", "/items/7", strings.NewReader("a=1"))
	before := *request
	count(r).ServeHTTP(httptest.NewRecorder(), request)
	if request.Pattern != "" || request.Form != nil || request.Body != before.Body ||
		request.PathValue("id") != "" {
		t.Errorf("got %+v", request)
	}
}

// A chunked request's trailers that were not announced.
func TestTrailersThatWereNotAnnounced(t *testing.T) {
	for name, wrap := range map[string]wrapper{"without": bare, "with": second(fresh())} {
		var got http.Header
		h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			got = r.Trailer
		})
		talk(t, wrap(h), "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"+
			"1\r\na\r\n0\r\nX-Sum: 7\r\n\r\n")
		if got.Get("X-Sum") != "7" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func second[A, B any](_ A, b B) B { return b }

func TestABodyThatCanSeek(t *testing.T) {
	reg, count := fresh()
	request := httptest.NewRequest("POST", "/", nil)
	request.Body = struct {
		io.ReadSeeker
		io.Closer
	}{strings.NewReader("abc"), io.NopCloser(nil)}
	count(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s, ok := r.Body.(io.Seeker)
		if !ok {
			t.Fatal("it cannot seek any more")
		}
		io.Copy(io.Discard, r.Body)
		s.Seek(0, io.SeekStart)
		if rest, _ := io.ReadAll(r.Body); string(rest) != "abc" {
			t.Errorf("read %q", rest)
		}
	})).ServeHTTP(httptest.NewRecorder(), request)
	want(t, lines(reg, "http_request_bytes"), "http_request_bytes_total: 6\n")
}

// What net/http sends depends on the request's Body when it writes a header.
func TestTheWireIsTheSameWhateverBecomesOfTheBody(t *testing.T) {
	big := strings.Repeat("x", 1<<20)
	for name, h := range map[string]http.HandlerFunc{
		"limited, and not read": func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, 10)
			w.WriteHeader(200)
		},
		"limited, and read": func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(nil, r.Body, 10)
			_, err := io.ReadAll(r.Body)
			fmt.Fprint(w, err)
		},
		"limited after the header": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			r.Body = http.MaxBytesReader(nil, r.Body, 10)
			http.NewResponseController(w).Flush()
		},
		"taken away":       func(w http.ResponseWriter, r *http.Request) { r.Body = http.NoBody },
		"taken away early": func(w http.ResponseWriter, r *http.Request) { r.Body = http.NoBody; w.WriteHeader(200) },
		"put back": func(w http.ResponseWriter, r *http.Request) {
			body := r.Body
			r.Body = http.NoBody
			http.NewResponseController(w).SetReadDeadline(time.Time{})
			r.Body = body
			w.WriteHeader(200)
		},
		"not read, and flushed": func(w http.ResponseWriter, r *http.Request) {
			http.NewResponseController(w).Flush()
		},
		"refused, and flushed": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(401)
			http.NewResponseController(w).Flush()
		},
	} {
		for kind, request := range map[string]string{
			"expected": "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
			"small":    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
			"large":    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n" + big,
			"chunked":  "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				_, count := fresh()
				if a, b := talk(t, h, request), talk(t, count(h), request); a != b {
					t.Errorf("without\n%.300q\nwith\n%.300q", a, b)
				}
			})
		}
	}
}

// A refusal goes out at once, though the client waits to be asked for its body.
func TestARefusalIsSentAtOnce(t *testing.T) {
	_, count := fresh()
	release := make(chan struct{})
	s := httptest.NewServer(count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(401)
		http.NewResponseController(w).Flush()
		<-release
	})))
	defer s.Close()
	defer close(release)
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
	if line, err := bufio.NewReader(conn).ReadString('\n'); !strings.Contains(line, "401") {
		t.Errorf("got %q, %v", line, err)
	}
}

// A file that is sent for long is counted meanwhile.
func TestAFileIsCountedWhileItIsSent(t *testing.T) {
	reg, count := fresh()
	const size = 50 << 20
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, path)
	})))
	defer s.Close()
	res, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.CopyN(io.Discard, res.Body, 40<<20); err != nil {
		t.Fatal(err)
	}
	if n := value(t, reg, "http_response_bytes_total"); n < 30<<20 {
		t.Errorf("%d bytes are counted when 40 MiB have been received", n)
	}
	if n, err := io.Copy(io.Discard, res.Body); err != nil || n != 10<<20 {
		t.Errorf("%d, %v", n, err)
	}
	eventually(t, func() bool { return value(t, reg, "http_requests_total") == 1 })
	want(t, lines(reg, "http_response_bytes"), fmt.Sprintf("http_response_bytes_total: %d\n", size))
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatal("not within 10 s")
		}
	}
}

// http.TimeoutHandler inside Stats abandons a handler, which routes after the request
// has been counted: its route context is not read.
func TestTheRouterIsAbandonedInside(t *testing.T) {
	for name, router := range map[string]func(count wrapper, use ...wrapper) http.Handler{
		"used": func(count wrapper, use ...wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(append([]wrapper{use[0], count}, use[1:]...)...)
			return app(r)
		},
		"around": func(count wrapper, use ...wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(use[1:]...)
			return use[0](count(app(r)))
		},
	} {
		for _, between := range []wrapper{bare, chimw.RequestID} {
			reg, count := fresh()
			counted, routed := make(chan struct{}), make(chan struct{})
			wait := func(next http.Handler) http.Handler { // chi keeps its context that long
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					next.ServeHTTP(w, r)
					close(counted)
					<-routed
				})
			}
			timeout := func(next http.Handler) http.Handler {
				return http.TimeoutHandler(next, time.Nanosecond, "")
			}
			late := func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					<-counted
					next.ServeHTTP(w, r)
					close(routed)
				})
			}
			serve(router(count, wait, between, timeout, late), "GET /users/17")
			if got := routeAndCode(reg); got != "/users/{id} 503" {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

// http.TimeoutHandler outside of Stats abandons it: when it counts the request, chi
// has given the route context to another one.
func TestStatsAreAbandonedWithTheRouter(t *testing.T) {
	for _, between := range []wrapper{bare, chimw.RequestID} {
		reg, count := fresh()
		timeout := func(next http.Handler) http.Handler {
			return http.TimeoutHandler(next, time.Nanosecond, "")
		}
		entered, release, counted := make(chan struct{}), make(chan struct{}), make(chan struct{})
		r := chi.NewRouter()
		r.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/late/1" {
					timeout(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						next.ServeHTTP(w, r)
						close(counted)
					})).ServeHTTP(w, r)
					<-entered
					return
				}
				next.ServeHTTP(w, r)
			})
		}, count, between)
		r.Get("/late/{id}", func(http.ResponseWriter, *http.Request) {
			close(entered)
			<-release
		})
		r.Get("/quick", status(200))
		serve(r, "GET /late/1")
		for range 10 { // one of them has the context of the late one
			serve(r, "GET /quick")
		}
		close(release)
		<-counted
		if n := value(t, reg, `http_route_requests_total{method="GET",route="/quick",code="200"}`); n != 10 {
			t.Errorf("%d quick ones", n)
		}
		if got := lines(reg, `http_route_requests_total{method="GET",route="/late/{id}"`); got == "" &&
			!strings.Contains(text(reg), `route="unmatched"`) {
			t.Errorf("the late one is counted elsewhere:\n%s", text(reg))
		}
		checkSums(t, reg)
	}
}

// Middlewares that answer before the router has been asked.
func TestRoutesOfWhatIsAnsweredBeforeRouting(t *testing.T) {
	refuse := func(http.Handler) http.Handler { return status(401) }
	preflight := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "OPTIONS" {
				w.WriteHeader(204)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	for _, c := range []struct {
		use      wrapper
		method   string
		header   string // Access-Control-Request-Method
		path     string
		expected string
	}{
		{refuse, "GET", "", "/users/17", "/users/{id} 401"},
		{refuse, "GET", "", "/api/things/5", "/api/things/{id} 401"},
		{refuse, "GET", "", "/api/things", "/api/things 401"},
		{refuse, "GET", "", "/nowhere", "unmatched 401"},
		{refuse, "POST", "", "/users/17", "unmatched 401"},
		{preflight, "OPTIONS", "GET", "/users/17", "/users/{id} 204"},
		{preflight, "OPTIONS", "PUT", "/users/17", "unmatched 204"},
		{preflight, "OPTIONS", "", "/users/17", "unmatched 204"},
	} {
		for name, mount := range map[string]func(count wrapper) http.Handler{
			"used": func(count wrapper) http.Handler {
				r := chi.NewRouter()
				r.Use(count, c.use)
				return app(r)
			},
			"around": func(count wrapper) http.Handler {
				r := chi.NewRouter()
				r.Use(c.use)
				return count(app(r))
			},
		} {
			reg, count := fresh()
			r := request(c.method + " " + c.path)
			if c.header != "" {
				r.Header.Set("Access-Control-Request-Method", c.header)
			}
			mount(count).ServeHTTP(httptest.NewRecorder(), r)
			if got := routeAndCode(reg); got != c.expected {
				t.Errorf("%s: %s %s: %q, want %q", name, c.method, c.path, got, c.expected)
			}
		}
	}
}

// A job that keeps the context, or the request, keeps no more of the request than it
// would without us.
func TestAFinishedRequestKeepsNothingAlive(t *testing.T) {
	_, count := fresh()
	count(status(200)) // several are counted: requests are marked
	for name, request := range map[string]*http.Request{
		"GET":  request("GET /"),
		"POST": httptest.NewRequest("POST", "/", strings.NewReader("x")),
	} {
		var kept context.Context
		var w weak.Pointer[httptest.ResponseRecorder]
		func() {
			recorder := httptest.NewRecorder()
			w = weak.Make(recorder)
			count(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				kept = context.WithoutCancel(r.Context())
			})).ServeHTTP(recorder, request)
		}()
		for range 3 {
			runtime.GC()
		}
		if w.Value() != nil {
			t.Errorf("%s: the context keeps the ResponseWriter alive", name)
		}
		runtime.KeepAlive(kept)
	}
}

// SetRoute tells every Stats around a request, however it is found.
func TestSetRoute(t *testing.T) {
	tell := func(pattern string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			middleware.SetRoute(w, r, pattern)
			if r.Pattern != pattern {
				t.Errorf("r.Pattern is %q", r.Pattern)
			}
		})
	}
	for _, c := range []struct {
		name, expected string
		app            func(count wrapper) http.Handler
	}{
		{"one Stats", "/a 200", func(count wrapper) http.Handler { return count(tell("/a")) }},
		{"nothing fits", "unmatched 200", func(count wrapper) http.Handler { return count(tell("")) }},
		{"over chi", "/a 200", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Handle("/*", tell("/a"))
			return count(r)
		}},
		{"over ServeMux, after a copy", "/a 200", func(count wrapper) http.Handler {
			m := http.NewServeMux()
			m.Handle("/", chimw.RequestID(tell("/a")))
			return count(m)
		}},
		{"the last call counts", "/b 200", func(count wrapper) http.Handler {
			return count(middleware.Route("/a")(middleware.Route("/b")(status(200))))
		}},
		{"nested Stats, hidden", "/a 200", func(count wrapper) http.Handler {
			return count(opaque(count(tell("/a"))))
		}},
		{"nested Stats behind http.TimeoutHandler", "/a 200", func(count wrapper) http.Handler {
			return count(http.TimeoutHandler(count(tell("/a")), time.Hour, ""))
		}},
		{"a pattern without an end", "_OTHER 200", func(count wrapper) http.Handler {
			return count(tell("/" + strings.Repeat("x", 2000)))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg, count := fresh()
			serve(c.app(count), "GET /")
			if got := routeAndCode(reg); got != c.expected {
				t.Errorf("got %q, want %q", got, c.expected)
			}
		})
	}
}

func TestSetRouteOfSeveralRegistries(t *testing.T) {
	a, countA := fresh()
	b, countB := fresh()
	serve(countA(countB(middleware.Route("/a")(status(200)))), "GET /")
	for _, reg := range []*stats.Registry{a, b} {
		if got := routeAndCode(reg); got != "/a 200" {
			t.Errorf("got %q", got)
		}
	}
}

func TestSetRouteAfterTheHandlerReturned(t *testing.T) {
	reg, count := fresh()
	var w http.ResponseWriter
	var r *http.Request
	serve(count(http.HandlerFunc(func(w2 http.ResponseWriter, r2 *http.Request) { w, r = w2, r2 })), "GET /")
	middleware.SetRoute(w, r, "/late")
	if got := routeAndCode(reg); got != "unknown 200" {
		t.Errorf("got %q", got)
	}
	middleware.SetRoute(httptest.NewRecorder(), request("GET /"), "/nobody") // no Stats: no panic
}

func TestConnections(t *testing.T) {
	reg := stats.New(stats.Options{})
	var states []http.ConnState
	var mu sync.Mutex
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hijack" {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		}
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		mu.Lock()
		defer mu.Unlock()
		states = append(states, state)
	}
	middleware.NewConnections(s.Config, middleware.ConnectionOptions{Registry: reg})
	s.Start()
	defer s.Close()
	res, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	want(t, lines(reg, "http_connections"), "http_connections_open: 1\nhttp_connections_total: 1\n")
	s.Client().Get(s.URL + "/hijack") // fails
	s.Client().CloseIdleConnections()
	eventually(t, func() bool {
		return value(t, reg, "http_connections_open") == 0 &&
			value(t, reg, "http_connections_hijacked_total") >= 1
	})
	mu.Lock()
	defer mu.Unlock()
	if len(states) < 4 || states[0] != http.StateNew {
		t.Errorf("the server's own function was told of %v", states)
	}
}
