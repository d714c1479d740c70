package conformance

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
)

// BenchmarkPeers measures each implementation around a handler that does next
// to nothing, beside no middleware at all and httpsnoop.CaptureMetrics.
func BenchmarkPeers(b *testing.B) {
	b.Run("bare", func(b *testing.B) { measure(b, hello, served("GET")) })
	b.Run("httpsnoop", func(b *testing.B) { measure(b, captureMetrics(hello), served("GET")) })
	for _, impl := range implementations {
		count, _ := impl.start()
		b.Run(impl.name, func(b *testing.B) { measure(b, count(hello), served("GET")) })
	}
}

// BenchmarkFeatures measures what each feature of ours adds.
func BenchmarkFeatures(b *testing.B) {
	b.Run("bare", func(b *testing.B) { measure(b, hello, served("GET")) })
	b.Run("httpsnoop", func(b *testing.B) { measure(b, captureMetrics(hello), served("GET")) })
	b.Run("plain", func(b *testing.B) { measure(b, ours()(hello), served("GET")) })
	b.Run("mounted twice", func(b *testing.B) {
		count := ours()
		other := count(hello)
		measure(b, count(hello), served("GET"))
		runtime.KeepAlive(other)
	})
	b.Run("applied twice", func(b *testing.B) {
		count := ours()
		measure(b, count(count(hello)), served("GET"))
	})
	b.Run("request body", func(b *testing.B) { measure(b, ours()(hello), served("POST")) })
	b.Run("panic", func(b *testing.B) { measure(b, recovered(ours()(thrower)), served("GET")) })
	b.Run("panic, bare", func(b *testing.B) { measure(b, recovered(thrower), served("GET")) })
	b.Run("chi, bare", func(b *testing.B) { measure(b, router(bare), served("GET")) })
	b.Run("chi, r.Use", func(b *testing.B) { measure(b, router(ours()), served("GET")) })
	b.Run("chi, around", func(b *testing.B) {
		measure(b, ours()(router(bare)), served("GET"))
	})
}

func ours() wrapper {
	count, _ := startOurs()
	return count
}

func measure(b *testing.B, h http.Handler, r *http.Request) {
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(serverWriter{}, r)
	}
}

var hello = http.HandlerFunc(func(w writer, _ request) { _, _ = w.Write(helloText) })

var helloText = []byte("hello")

var thrower = http.HandlerFunc(func(writer, request) { panic(http.ErrAbortHandler) })

// recovered does what the server does to a handler that panics.
func recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w writer, r request) {
		defer func() { _ = recover() }()
		next.ServeHTTP(w, r)
	})
}

func router(count wrapper) http.Handler {
	r := chi.NewRouter()
	r.Use(count)
	r.Handle(user, hello)
	return r
}

// served is a request with a context as deep as the server's.
func served(method string) *http.Request {
	ctx := context.WithValue(context.Background(), http.ServerContextKey, &http.Server{})
	ctx = context.WithValue(ctx, http.LocalAddrContextKey, &net.TCPAddr{})
	ctx, done := context.WithCancel(ctx)
	context.AfterFunc(ctx, done)
	r := httptest.NewRequest(method, "/users/17", nil).WithContext(ctx)
	if r.Body = http.NoBody; method == "POST" {
		r.Body = io.NopCloser(strings.NewReader("hello"))
	}
	return r
}

// A serverWriter has the methods of the server's ResponseWriter for HTTP/1.1.
type serverWriter struct{}

var noHeader = http.Header{}

func (serverWriter) Header() http.Header                          { return noHeader }
func (serverWriter) WriteHeader(int)                              {}
func (serverWriter) Write(p []byte) (int, error)                  { return len(p), nil }
func (serverWriter) WriteString(s string) (int, error)            { return len(s), nil }
func (serverWriter) Flush()                                       {}
func (serverWriter) FlushError() error                            { return nil }
func (serverWriter) CloseNotify() <-chan bool                     { return nil }
func (serverWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, nil }
func (serverWriter) ReadFrom(r io.Reader) (int64, error)          { return io.Copy(io.Discard, r) }
func (serverWriter) SetReadDeadline(time.Time) error              { return nil }
func (serverWriter) SetWriteDeadline(time.Time) error             { return nil }
func (serverWriter) EnableFullDuplex() error                      { return nil }
