package middleware_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/felixge/httpsnoop"
)

// Each middleware is measured around a handler that does next to nothing, on
// ResponseWriters with the methods of the server's, of httptest's, with none,
// and with a set that has no writer of its own here. The peers, several cores and
// routers are in tests/bench.
func BenchmarkMiddleware(b *testing.B) {
	several := newStats()
	defer runtime.KeepAlive(several(hello))
	for _, w := range []struct {
		name string
		w    http.ResponseWriter
	}{
		{"server", serverWriter{}}, {"httptest", recorderWriter{}}, {"plain", plainWriter{}},
		{"odd", oddWriter{}},
	} {
		for _, m := range []struct {
			name string
			wrap wrapper
		}{
			{"bare", bare},
			{"httpsnoop", captureMetrics},
			{"stats", newStats()},
			{"one of several stats", several},
		} {
			b.Run(w.name+"/"+m.name, func(b *testing.B) { measure(b, m.wrap(hello), w.w) })
		}
	}
}

func measure(b *testing.B, h http.Handler, w http.ResponseWriter) {
	r := serverRequest()
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

func newStats() wrapper {
	_, count := fresh()
	return count
}

func captureMetrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpsnoop.CaptureMetrics(next, w, r)
	})
}

var hello = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Write(helloText)
})

var helloText = []byte("hello")

// serverRequest has a context as deep as the server's.
func serverRequest() *http.Request {
	ctx := context.WithValue(context.Background(), http.ServerContextKey, &http.Server{})
	ctx = context.WithValue(ctx, http.LocalAddrContextKey, &net.TCPAddr{})
	ctx, done := context.WithCancel(ctx)
	context.AfterFunc(ctx, done)
	ctx, done = context.WithTimeout(ctx, time.Hour)
	context.AfterFunc(ctx, done)
	return httptest.NewRequest("GET", "/users/17", nil).WithContext(ctx)
}

type plainWriter struct{}

func (plainWriter) Header() http.Header         { return nil }
func (plainWriter) WriteHeader(int)             {}
func (plainWriter) Write(p []byte) (int, error) { return len(p), nil }

type recorderWriter struct{ plainWriter }

func (recorderWriter) Flush()                            {}
func (recorderWriter) WriteString(s string) (int, error) { return len(s), nil }

type oddWriter struct{ plainWriter }

func (oddWriter) WriteString(s string) (int, error)   { return len(s), nil }
func (oddWriter) ReadFrom(r io.Reader) (int64, error) { return io.Copy(io.Discard, r) }

type serverWriter struct{ recorderWriter }

func (serverWriter) FlushError() error                            { return nil }
func (serverWriter) CloseNotify() <-chan bool                     { return nil }
func (serverWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, nil }
func (serverWriter) ReadFrom(r io.Reader) (int64, error)          { return io.Copy(io.Discard, r) }
func (serverWriter) SetReadDeadline(time.Time) error              { return nil }
func (serverWriter) SetWriteDeadline(time.Time) error             { return nil }
func (serverWriter) EnableFullDuplex() error                      { return nil }
