package middleware_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// However often a request meets the middleware, it is counted once, by the
// first, with the route that the last has learnt.
func TestNesting(t *testing.T) {
	for _, c := range []struct {
		name     string
		app      func(count wrapper) http.Handler
		expected string
	}{
		{"twice", func(count wrapper) http.Handler { return count(count(status(200))) }, "unknown 200"},
		{"three times, the last learns", func(count wrapper) http.Handler {
			return count(chimw.RequestID(count(chimw.RequestID(count(mux())))))
		}, "/users/{id} 200"},
		{"behind a ResponseWriter that cannot be unwrapped", func(count wrapper) http.Handler {
			return count(opaque(count(mux())))
		}, "/users/{id} 200"},
		{"behind one that httpsnoop has to wrap", func(count wrapper) http.Handler {
			return odd(count(opaque(count(mux()))))
		}, "/users/{id} 200"},
		{"behind http.TimeoutHandler", func(count wrapper) http.Handler {
			return count(http.TimeoutHandler(count(mux()), time.Hour, ""))
		}, "/users/{id} 200"},
		{"behind a context that forgets", func(count wrapper) http.Handler {
			return count(forgetful(count(mux())))
		}, "/users/{id} 200"},
		{"a mounted router that counts too", func(count wrapper) http.Handler {
			sub, r := chi.NewRouter(), chi.NewRouter()
			sub.Use(count)
			sub.Get("/{id}", status(200))
			r.Use(count)
			r.Mount("/users", sub)
			return r
		}, "/users/{id} 200"},
		{"a mounted router that counts alone", func(count wrapper) http.Handler {
			sub, r := chi.NewRouter(), chi.NewRouter()
			sub.Use(count)
			sub.Get("/{id}", status(200))
			r.Mount("/users", sub)
			return r
		}, "/users/{id} 200"},
		{"a chi router in a ServeMux", func(count wrapper) http.Handler {
			m := http.NewServeMux()
			m.Handle("/", count(app(chi.NewRouter())))
			return count(m)
		}, "/users/{id} 200"},
		{"a ServeMux in a chi router", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count)
			r.Handle("/*", count(mux()))
			return r
		}, "/users/{id} 200"},
		{"a ServeMux in a chi router where nothing fits", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count)
			r.Handle("/*", count(http.NewServeMux()))
			return r
		}, "unmatched 404"},
		{"a router that asks itself again", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count)
			r.Get("/people/{id}", status(200))
			r.Get("/users/{id}", func(w http.ResponseWriter, req *http.Request) {
				req = req.WithContext(context.WithValue(req.Context(), chi.RouteCtxKey, nil))
				req.URL.Path = "/people/1"
				r.ServeHTTP(w, req)
			})
			return r
		}, "/people/{id} 200"},
		{"one router, then another", func(count wrapper) http.Handler {
			a, b := chi.NewRouter(), chi.NewRouter()
			b.Get("/users/{id}", status(200))
			return count(fallback(count(a), count(b)))
		}, "/users/{id} 200"},
		{"two routers where nothing fits", func(count wrapper) http.Handler {
			return count(fallback(count(http.NewServeMux()), count(http.NewServeMux())))
		}, "unmatched 404"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg, count := fresh()
			serve(c.app(count), "GET /users/17")
			if got := routeAndCode(reg); got != c.expected {
				t.Errorf("got %q, want %q", got, c.expected)
			}
			want(t, lines(reg, "http_requests"), "http_requests_total: 1\n")
		})
	}
}

func TestNestedRouteOfAPanic(t *testing.T) {
	reg, count := fresh()
	m := http.NewServeMux()
	m.HandleFunc("/users/{id}", func(http.ResponseWriter, *http.Request) { panic("x") })
	serve(count(chimw.RequestID(count(m))), "GET /users/17")
	if got := routeAndCode(reg); got != "/users/{id} none" {
		t.Error(got)
	}
}

// A handler that http.TimeoutHandler gave up tells its route too late.
func TestNestedHandlerThatOutlivesTheRequest(t *testing.T) {
	reg, count := fresh()
	release, released := make(chan struct{}), make(chan struct{})
	late := count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-release
		r.Pattern = "/late"
	}))
	h := count(http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		late.ServeHTTP(w, r)
		close(released)
	}), time.Nanosecond, ""))
	serve(h, "GET /")
	close(release)
	<-released
	serve(count(status(200)), "GET /")
	want(t, counts(reg), `
		http_outcomes_total{outcome="ok"}: 1
		http_outcomes_total{outcome="server_error"}: 1
		http_responses_total{code="200"}: 1
		http_responses_total{code="503"}: 1
		http_route_requests_total{method="GET",route="unknown",code="200"}: 1
		http_route_requests_total{method="GET",route="unknown",code="503"}: 1
		`)
}

func TestOthersOnTheSameRequestCountToo(t *testing.T) {
	a, countA := fresh()
	b, countB := fresh()
	countAdmin := middleware.New(middleware.Options{Registry: b, Prefix: "admin"})
	h := countA(countB(countAdmin(countA(countB(countAdmin(mux()))))))
	serve(h, "GET /users/17")
	for _, c := range []struct {
		reg  *stats.Registry
		name string
	}{
		{a, `http_route_requests_total{method="GET",route="/users/{id}",code="200"}`},
		{b, `http_route_requests_total{method="GET",route="/users/{id}",code="200"}`},
		{b, `admin_route_requests_total{method="GET",route="/users/{id}",code="200"}`},
	} {
		if n := value(t, c.reg, c.name); n != 1 {
			t.Errorf("%s: %d", c.name, n)
		}
	}
}

func TestAskedForTwiceSharesOneRecorder(t *testing.T) {
	reg := stats.New(stats.Options{})
	for range 2 {
		serve(middleware.New(middleware.Options{Registry: reg})(status(200)), "GET /")
	}
	want(t, lines(reg, "http_requests"), "http_requests_total: 2\n")
}

// A request that is counted is not skipped further in.
func TestNestedSkip(t *testing.T) {
	reg, count := fresh()
	skip := middleware.New(middleware.Options{
		Registry: reg, Skip: func(*http.Request) bool { return true },
	})
	serve(count(skip(mux())), "GET /users/17")
	want(t, lines(reg, "http_route_r", "http_skipped"),
		"http_route_requests_total{method=\"GET\",route=\"/users/{id}\",code=\"200\"}: 1\n")
}

// opaque gives the handler a ResponseWriter of its own.
func opaque(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := httptest.NewRecorder()
		next.ServeHTTP(own, r.WithContext(context.WithValue(r.Context(), leaveKey{}, 0)))
		w.WriteHeader(own.Code)
	})
}

// odd gives the handler a ResponseWriter with a rare set of methods.
func odd(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(struct {
			http.ResponseWriter
			http.Pusher
		}{w, nil}, r)
	})
}

// forgetful gives the handler a request without the values of its context.
func forgetful(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.Clone(context.Background()))
	})
}
