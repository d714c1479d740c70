package middleware_test

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
)

// The ways to put a router and the middleware together, and what is counted for
// a few requests. A column is "METHOD path" -> "route code".
func TestRoutes(t *testing.T) {
	type cases map[string]string
	for _, c := range []struct {
		name  string
		app   func(count wrapper) http.Handler
		cases cases
	}{
		{"used by a chi router", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count)
			return app(r)
		}, chiCases},
		{"around a chi router", func(count wrapper) http.Handler {
			return count(app(chi.NewRouter()))
		}, chiCases},
		{"around one that uses GetHead", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(chimw.GetHead)
			return count(app(r))
		}, cases{"HEAD /users/17": "/users/{id} 200", "HEAD /nowhere": "unmatched 404"}},
		{"before a middleware that copies the request", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count, chimw.RequestID, chimw.StripSlashes)
			return app(r)
		}, chiCases},
		{"after one", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(chimw.RequestID, count)
			return app(r)
		}, chiCases},
		{"in a group, and inline", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Group(func(r chi.Router) {
				r.Use(count)
				r.Get("/group/{id}", status(200))
			})
			r.With(count).Get("/with/{id}", status(200))
			r.Route("/route", func(r chi.Router) {
				r.Use(count)
				r.Get("/{id}", status(200))
			})
			r.Get("/elsewhere", status(200))
			return r
		}, cases{
			"GET /group/1":   "/group/{id} 200",
			"GET /with/1":    "/with/{id} 200",
			"GET /route/1":   "/route/{id} 200",
			"GET /route":     "unmatched 404",
			"GET /elsewhere": "",
		}},
		{"where no router can be seen", func(count wrapper) http.Handler {
			return count(chimw.RequestID(app(chi.NewRouter())))
		}, cases{"GET /users/17": "unknown 200", "GET /nowhere": "unknown 404"}},
		{"a handler alone", func(count wrapper) http.Handler {
			return count(status(204))
		}, cases{"GET /users/17": "unknown 204"}},
		{"around a ServeMux", func(count wrapper) http.Handler {
			return count(mux())
		}, muxCases},
		{"around a ServeMux, out of sight", func(count wrapper) http.Handler {
			return count(http.HandlerFunc(mux().ServeHTTP))
		}, cases{"GET /users/17": "/users/{id} 200", "GET /nowhere": "unknown 404"}},
		{"in a ServeMux", func(count wrapper) http.Handler {
			m := http.NewServeMux()
			m.Handle("GET /users/{id}", count(status(200)))
			m.Handle("\t/tab", count(status(200)))
			return m
		}, cases{"GET /users/17": "/users/{id} 200", "GET /nowhere": ""}},
		{"around a ServeMux with a chi router in it", func(count wrapper) http.Handler {
			m := http.NewServeMux()
			m.Handle("/api/", app(chi.NewRouter()))
			return count(m)
		}, cases{"GET /api/things/5": "/api/ 200", "GET /": "unmatched 404"}},
		{"used by a chi router in a ServeMux", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count)
			m := http.NewServeMux()
			m.Handle("/", app(r))
			return m
		}, chiCases},
		{"used by a chi router with a ServeMux in it", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(count)
			r.Mount("/users", mux())
			return r
		}, cases{"GET /users/17": "/users/* 200", "GET /users": "/users 404", "GET /": "unmatched 404"}},
		{"around a ServeMux in a chi router", func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Mount("/", count(mux()))
			return r
		}, muxCases},
	} {
		for target, expected := range c.cases {
			t.Run(c.name+"/"+target, func(t *testing.T) {
				reg, count := fresh()
				serve(c.app(count), target)
				if got := routeAndCode(reg); got != expected {
					t.Errorf("got %q, want %q", got, expected)
				}
			})
		}
	}
}

// app adds routes of all kinds to a chi router.
func app(r *chi.Mux) http.Handler {
	r.Get("/", status(200))
	r.Get("/users/{id}", status(200))
	r.Get("/files/*", http.NotFound)
	r.Get("/{year:[0-9]+}-{month}", status(200))
	things := chi.NewRouter()
	things.Get("/", status(200))
	things.Get("/{id}", status(200))
	things.Get("/raw/*", http.NotFound)
	r.Route("/api", func(r chi.Router) {
		r.Mount("/things", things)
		r.With(chimw.NoCache).Get("/inline", status(200))
	})
	wrapped := chi.NewRouter()
	wrapped.Get("/", status(200))
	r.Mount("/wrapped", chimw.NoCache(wrapped))
	guarded := chi.NewRouter()
	guarded.Use(func(http.Handler) http.Handler { return status(401) })
	guarded.Get("/", status(200))
	r.Mount("/guarded", guarded)
	r.Mount("/static", http.HandlerFunc(http.NotFound))
	return r
}

var chiCases = map[string]string{
	"GET /":                     "/ 200",
	"GET /users/17":             "/users/{id} 200",
	"GET /2026-11":              "/{year:[0-9]+}-{month} 200",
	"GET /files/a/b":            "/files/* 404",
	"GET /api/inline":           "/api/inline 200",
	"GET /api/things":           "/api/things 200",
	"GET /api/things/5":         "/api/things/{id} 200",
	"GET /api/things/raw/a/b":   "/api/things/raw/* 404",
	"GET /api/things/5/nothing": "unmatched 404",
	"GET /api/nothing":          "unmatched 404",
	"GET /api":                  "unmatched 404",
	"GET /wrapped/nothing":      "/wrapped/* 404",
	"GET /guarded":              "/guarded 401",
	"GET /guarded/a":            "unmatched 401",
	"GET /static/a":             "/static/* 404",
	"GET /nowhere":              "unmatched 404",
	"POST /users/17":            "unmatched 405",
	"POST /api/things/5":        "unmatched 405",
	"BREW /users/17":            "unmatched 405",
}

func mux() *http.ServeMux {
	m := http.NewServeMux()
	m.Handle("GET /users/{id}", status(200))
	m.Handle("/any/", status(200))
	m.Handle("POST example.com/host", status(200))
	m.Handle("GET /{$}", status(200))
	return m
}

var muxCases = map[string]string{
	"GET /users/17":  "/users/{id} 200",
	"HEAD /users/17": "/users/{id} 200",
	"PUT /any/thing": "/any/ 200",
	"GET /any":       "/any/ 307",
	"POST /host":     "example.com/host 200",
	"GET /":          "/{$} 200",
	"POST /users/17": "unmatched 405",
	"GET /nowhere":   "unmatched 404",
}
