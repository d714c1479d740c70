package middleware_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	chimw "github.com/go-chi/chi/v5/middleware"
)

// methods names the optional methods of a ResponseWriter.
func methods(w http.ResponseWriter) (names []string) {
	for name, has := range map[string]bool{
		"Flush":            is[http.Flusher](w),
		"FlushError":       is[interface{ FlushError() error }](w),
		"CloseNotify":      is[interface{ CloseNotify() <-chan bool }](w),
		"Hijack":           is[http.Hijacker](w),
		"ReadFrom":         is[io.ReaderFrom](w),
		"SetReadDeadline":  is[interface{ SetReadDeadline(time.Time) error }](w),
		"SetWriteDeadline": is[interface{ SetWriteDeadline(time.Time) error }](w),
		"EnableFullDuplex": is[interface{ EnableFullDuplex() error }](w),
		"Push":             is[http.Pusher](w),
		"WriteString":      is[io.StringWriter](w),
	} {
		if has {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func is[T any](w http.ResponseWriter) bool { _, ok := w.(T); return ok }

// checkMethods is a middleware around another one: the handler must get a
// ResponseWriter with the methods of the one from outside.
func checkMethods(t *testing.T, count wrapper, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(outside http.ResponseWriter, r *http.Request) {
		count(http.HandlerFunc(func(inside http.ResponseWriter, r *http.Request) {
			if a, b := methods(outside), methods(inside); !slices.Equal(a, b) {
				t.Errorf("%T: %q outside, %q inside", outside, a, b)
			}
			next(inside, r)
		})).ServeHTTP(outside, r)
	})
}

func TestMethodsOfTheResponseWriter(t *testing.T) {
	type (
		W = http.ResponseWriter
		F = http.Flusher
		H = http.Hijacker
		P = http.Pusher
		R = io.ReaderFrom
		S = io.StringWriter
	)
	s, push := serverWriter{}, pusher{}
	for _, w := range []http.ResponseWriter{
		plainWriter{}, recorderWriter{}, s, oddWriter{}, httptest.NewRecorder(),
		struct {
			W
			F
		}{s, s},
		struct {
			W
			H
		}{s, s},
		struct {
			W
			P
		}{s, push},
		struct {
			W
			F
			P
		}{s, s, push},
		struct {
			W
			F
			H
		}{s, s, s},
		struct {
			W
			F
			H
			R
		}{s, s, s, s},
		struct {
			W
			F
			H
			P
		}{s, s, s, push},
		struct {
			W
			F
			H
			R
			P
			S
		}{s, s, s, s, push, s},
		struct {
			serverWriter
			P
		}{s, push},
	} {
		reg, count := fresh()
		checkMethods(t, count, useAll).ServeHTTP(w, request("GET /"))
		bytes := value(t, reg, "http_response_bytes_total")
		if got := value(t, reg, "http_requests_total"); got != 1 || bytes < 1 {
			t.Errorf("%T: %d requests, %d bytes", w, got, bytes)
		}
	}
}

type pusher struct{}

func (pusher) Push(string, *http.PushOptions) error { return http.ErrNotSupported }

// useAll uses all optional methods there are.
func useAll(w http.ResponseWriter, _ *http.Request) {
	rc := http.NewResponseController(w)
	rc.SetReadDeadline(time.Time{})
	rc.SetWriteDeadline(time.Time{})
	rc.EnableFullDuplex()
	io.WriteString(w, "a")
	io.Copy(w, io.LimitReader(strings.NewReader("b"), 1)) // by way of ReadFrom
	rc.Flush()
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	if p, ok := w.(http.Pusher); ok {
		p.Push("/", nil)
	}
	if n, ok := w.(interface{ CloseNotify() <-chan bool }); ok {
		n.CloseNotify()
	}
}

func TestServers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, bytes.Repeat([]byte("x"), 1<<16), 0o600); err != nil {
		t.Fatal(err)
	}
	handler := func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		if err := errors.Join(rc.SetReadDeadline(time.Now().Add(time.Minute)),
			rc.SetWriteDeadline(time.Now().Add(time.Minute)), rc.EnableFullDuplex()); err != nil {
			t.Error(err)
		}
		if p, ok := w.(http.Pusher); ok && p.Push("/", nil) == nil {
			t.Error("pushed to a client that cannot take it")
		}
		http.ServeFile(w, r, file)
		if err := rc.Flush(); err != nil {
			t.Error(err)
		}
	}
	for name, start := range map[string]func(*httptest.Server){
		"http1": (*httptest.Server).Start,
		"http2": (*httptest.Server).StartTLS,
	} {
		t.Run(name, func(t *testing.T) {
			reg, count := fresh()
			s := httptest.NewUnstartedServer(checkMethods(t, count, handler))
			s.EnableHTTP2 = true
			start(s)
			defer s.Close()
			if n := len(get(t, s, "/")); n != 1<<16 {
				t.Errorf("%d bytes", n)
			}
			s.Close()
			if n := value(t, reg, "http_response_bytes_total"); n != 1<<16 {
				t.Errorf("%d bytes counted", n)
			}
		})
	}
}

// A file goes to the connection by way of its ReadFrom, which is how it gets
// there without a copy.
func TestReadFromIsKept(t *testing.T) {
	reg, count := fresh()
	w := &readFromWriter{}
	count(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.Copy(w, io.LimitReader(strings.NewReader("12345678"), 5))
	})).ServeHTTP(w, request("GET /"))
	if !w.called || value(t, reg, "http_response_bytes_total") != 5 {
		t.Errorf("called: %v\n%s", w.called, text(reg))
	}
}

type readFromWriter struct {
	serverWriter
	called bool
}

func (w *readFromWriter) ReadFrom(r io.Reader) (int64, error) {
	w.called = true
	return w.serverWriter.ReadFrom(r)
}

func TestHijack(t *testing.T) {
	for name, outside := range map[string]wrapper{
		"bare":       bare,
		"logged":     chimw.RequestLogger(silent{}),
		"hidden":     hiding,
		"compressed": chimw.Compress(5),
		"stream":     chimw.SetHeader("Content-Type", "text/event-stream"),
	} {
		t.Run(name, func(t *testing.T) {
			reg, count := fresh()
			h, done := outside(count(http.HandlerFunc(hijack))), make(chan struct{})
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(done) // the server does not wait for hijacked connections
				h.ServeHTTP(w, r)
			}))
			defer s.Close()
			if got := get(t, s, "/"); got != "hi" {
				t.Errorf("got %q", got)
			}
			<-done
			want(t, counts(reg), `
				http_outcomes_total{outcome="hijacked"}: 1
				http_route_requests_total{method="GET",route="unknown",code="none"}: 1
				`)
			if n := value(t, reg, "http_request_duration_seconds_count"); n != 0 {
				t.Errorf("%d durations", n)
			}
		})
	}
}

// hijack answers by hand.
func hijack(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
}

// silent is a log that is not written.
type silent struct{}

func (silent) NewLogEntry(*http.Request) chimw.LogEntry { return &panicLog{} }

// hiding hides the optional methods, but lets them be found by unwrapping.
func hiding(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(unwrappable{struct{ http.ResponseWriter }{w}, w}, r)
	})
}

type unwrappable struct {
	http.ResponseWriter
	below http.ResponseWriter
}

func (w unwrappable) Unwrap() http.ResponseWriter { return w.below }

func TestFlushByUnwrapping(t *testing.T) {
	for _, c := range []struct {
		name, code string
		w          http.ResponseWriter
	}{
		{"sends the header", "200", unwrappable{plainWriter{}, httptest.NewRecorder()}},
		{"cannot be done", "404", plainWriter{}},
	} {
		reg, count := fresh()
		count(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.NewResponseController(w).Flush()
			w.WriteHeader(404)
		})).ServeHTTP(c.w, request("GET /"))
		if got := routeAndCode(reg); got != "unknown "+c.code {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// Who unwraps the ResponseWriter does not get around the counting.
func TestWriteByUnwrapping(t *testing.T) {
	reg, count := fresh()
	count(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w = w.(interface{ Unwrap() http.ResponseWriter }).Unwrap()
		w.Header().Set("X", "y")
		w.WriteHeader(201)
		w.Write([]byte("abc"))
	})).ServeHTTP(httptest.NewRecorder(), request("GET /"))
	want(t, lines(reg, "http_responses", "http_response_bytes"), `
		http_response_bytes_total: 3
		http_responses_total{code="201"}: 1
		`)
}

// A hijack that fails is none.
func TestHijackThatFails(t *testing.T) {
	for _, w := range []http.ResponseWriter{plainWriter{}, failing{}} {
		reg, count := fresh()
		count(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.NewResponseController(w).Hijack()
		})).ServeHTTP(w, request("GET /"))
		if got := routeAndCode(reg); got != "unknown 200" {
			t.Error(got)
		}
	}
}

type failing struct{ serverWriter }

func (failing) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, io.EOF }
