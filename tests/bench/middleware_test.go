package bench

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/tests/peers"
	"github.com/pipestatic/pipestatic/tests/served"
)

// BenchmarkMiddleware serves one request to a handler that does next to
// nothing: with a middleware around it, and with one around a chi router too.
func BenchmarkMiddleware(b *testing.B) {
	for _, m := range middlewares() {
		b.Run(m.name, func(b *testing.B) {
			count, value := m.start(b)
			b.Run("alone", func(b *testing.B) { serveAlone(b, count(hello()), get(), value) })
			b.Run("cores", func(b *testing.B) { serveParallel(b, count(hello()), value) })
			b.Run("chi", func(b *testing.B) { serveAlone(b, router(count), get(), value) })
		})
	}
}

// A contestant is a middleware. Its value says how many requests it counted, and
// is nil where it counts none.
type contestant struct {
	name  string
	start func(b *testing.B) (count peers.Middleware, value func() int64)
}

func middlewares() []contestant {
	return []contestant{
		{"pipestatic", startOurs},
		{"bare handler", func(*testing.B) (peers.Middleware, func() int64) { return peers.Bare, nil }},
		{"httpsnoop.CaptureMetrics", func(*testing.B) (peers.Middleware, func() int64) {
			return peers.CaptureMetrics, nil
		}},
		{"slok", func(b *testing.B) (peers.Middleware, func() int64) {
			count, numbers := peers.Slok()
			return count, func() int64 { return promSum(b, numbers, "http_request_duration_seconds") }
		}},
		{"promhttp", func(b *testing.B) (peers.Middleware, func() int64) {
			count, numbers := peers.Promhttp()
			return count, func() int64 { return promSum(b, numbers, "requests_total") }
		}},
		{"go-chi metrics", func(b *testing.B) (peers.Middleware, func() int64) {
			count, numbers := peers.GoChi()
			return count, func() int64 { return promSum(b, numbers, "http_requests_total") }
		}},
		{"otelhttp", func(b *testing.B) (peers.Middleware, func() int64) {
			count, reader := peers.Otelhttp()
			return count, func() int64 { return otelSum(b, reader) }
		}},
	}
}

func startOurs(*testing.B) (peers.Middleware, func() int64) {
	reg := registry(0)
	count := middleware.New(middleware.Options{Registry: reg})
	return count, func() int64 { return ourSum(reg, "http_requests_total") }
}

func serveAlone(b *testing.B, h http.Handler, r *http.Request, value func() int64) {
	w := served.NewWriter()
	if value != nil {
		defer exactly(b, value)()
	}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

func serveParallel(b *testing.B, h http.Handler, value func() int64) {
	if value != nil {
		defer exactly(b, value)()
	}
	b.RunParallel(func(pb *testing.PB) {
		w, r := served.NewWriter(), get()
		for pb.Next() {
			h.ServeHTTP(w, r)
		}
	})
}

func get() *http.Request { return served.Request(http.MethodGet, "/users/17") }

func hello() http.Handler {
	text := []byte("hello")
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(text) })
}

func router(count peers.Middleware) http.Handler {
	r := chi.NewRouter()
	r.Use(count)
	r.Handle("/users/{id}", hello())
	return r
}

// BenchmarkFeatures measures what each feature of our middleware adds.
func BenchmarkFeatures(b *testing.B) {
	thrower := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	})
	b.Run("a request", func(b *testing.B) { feature(b, ours()(hello()), get()) })
	b.Run("with a body", func(b *testing.B) {
		feature(b, ours()(hello()), served.Request(http.MethodPost, "/users/17"))
	})
	b.Run("one of two mounts", func(b *testing.B) {
		count := ours()
		other := count(hello())
		feature(b, count(hello()), get())
		runtime.KeepAlive(other)
	})
	b.Run("through both of two", func(b *testing.B) {
		count := ours()
		feature(b, count(count(hello())), get())
	})
	b.Run("the route, r.Use in chi", func(b *testing.B) { feature(b, router(ours()), get()) })
	b.Run("the route, around chi", func(b *testing.B) {
		feature(b, ours()(router(peers.Bare)), get())
	})
	b.Run("chi alone", func(b *testing.B) { feature(b, router(peers.Bare), get()) })
	b.Run("a panic", func(b *testing.B) { feature(b, recovered(ours()(thrower)), get()) })
	b.Run("a panic alone", func(b *testing.B) { feature(b, recovered(thrower), get()) })
}

func feature(b *testing.B, h http.Handler, r *http.Request) {
	b.Run("alone", func(b *testing.B) { serveAlone(b, h, r, nil) })
}

func ours() peers.Middleware {
	count, _ := startOurs(nil)
	return count
}

// recovered does what the server does to a handler that panics.
func recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { _ = recover() }()
		next.ServeHTTP(w, r)
	})
}
