package conformance

import (
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/tests/peers"
)

const user = "/users/{id}"

// routed is what is wanted of one request for a route that is found.
func routed(pattern string) facts { return facts{count: "1", code: "200", route: pattern} }

// routes are the trials of patterns.
var routes = []trial{
	{row: "chi: r.Use, Mount, Route, Group, With", name: "r.Use",
		request: "GET /users/17", serve: inChi, want: routed(user)},
	{row: "chi: r.Use, Mount, Route, Group, With", name: "Mount and others",
		drive: ways, serve: manyWays, want: facts{
			count: "4", route: "/grouped/{id}, /mounted/users/{id}, /routed/{id}, /with/{id}",
		}},
	{name: "chi: around the router", request: "GET /users/17",
		serve: func(s *stage) http.Handler { return s.count(users(chi.NewRouter())) },
		want:  routed(user)},
	{name: "chi: 404 and 405 below a Mount", drive: missBelow, serve: manyWays,
		want: facts{count: "2", code: "404, 405", route: unmatched + " x2"}},
	{name: "chi: a real /* route that answers 404", request: "GET /nowhere",
		serve: inRouter(func(r chi.Router) { r.Handle("/*", status(404)) }),
		want:  facts{count: "1", code: "404", route: "/*"}},
	{name: "chi: HEAD by GetHead", request: "HEAD /users/17",
		serve: inRouter(func(r chi.Router) {
			r.Use(chimw.GetHead)
			users(r)
		}), want: routed(user)},
	{name: "chi: RequestID copies the request in between", request: "GET /users/17",
		serve: inRouter(func(r chi.Router) {
			r.Use(chimw.RequestID)
			users(r)
		}), want: routed(user)},
	{row: "ServeMux: found, and nothing fits", name: "found", request: "GET /users/17",
		serve: func(s *stage) http.Handler { return s.count(userMux()) }, want: routed(user)},
	{row: "ServeMux: found, and nothing fits", name: "nothing fits", request: "GET /nowhere",
		serve: func(s *stage) http.Handler { return s.count(userMux()) },
		want:  facts{count: "1", code: "404", route: unmatched}},
	{row: "chi in a ServeMux, ServeMux in chi", name: "chi in a ServeMux", request: "GET /users/17",
		serve: func(s *stage) http.Handler {
			m := http.NewServeMux()
			m.Handle("/", inChi(s))
			return m
		}, want: routed(user)},
	{row: "chi in a ServeMux, ServeMux in chi", name: "ServeMux in chi", request: "GET /users/17",
		serve: inRouter(func(r chi.Router) { r.Mount("/users", userMux()) }),
		want:  routed("/users/*|" + user)},
	{name: "router A, and B where A finds nothing", request: "GET /users/17",
		serve: func(s *stage) http.Handler { return s.count(eitherRouter()) },
		want:  facts{count: "1", code: "200"}},
	{name: "applied twice", request: "GET /users/17",
		serve: func(s *stage) http.Handler {
			return s.count(s.count(users(chi.NewRouter())))
		}, want: routed(user)},
	{row: "applied twice", name: "TimeoutHandler between", request: "GET /users/17",
		serve: func(s *stage) http.Handler {
			return s.count(http.TimeoutHandler(s.count(userMux()), time.Hour, ""))
		}, want: routed(user)},
	{name: "applied before RequestID and at the ServeMux", request: "GET /users/17",
		serve: func(s *stage) http.Handler { return s.count(chimw.RequestID(s.count(userMux()))) },
		want:  routed(user)},
}

func users(r chi.Router) http.Handler {
	r.Get(user, status(200, "user"))
	return r
}

func userMux() http.Handler {
	m := http.NewServeMux()
	m.Handle("GET "+user, status(200, "user"))
	return m
}

// inRouter is a chi router that uses the middleware first.
func inRouter(fill func(chi.Router)) func(*stage) http.Handler {
	return func(s *stage) http.Handler {
		r := chi.NewRouter()
		r.Use(s.count)
		fill(r)
		return r
	}
}

func inChi(s *stage) http.Handler {
	return inRouter(func(r chi.Router) { users(r) })(s)
}

func manyWays(s *stage) http.Handler {
	return inRouter(func(r chi.Router) {
		r.Mount("/mounted", users(chi.NewRouter()))
		r.Route("/routed", func(r chi.Router) { r.Get("/{id}", status(200)) })
		r.Group(func(r chi.Router) { r.Get("/grouped/{id}", status(200)) })
		r.With(peers.Bare).Get("/with/{id}", status(200))
	})(s)
}

func ways(s *stage) {
	for _, path := range []string{"/mounted/users/1", "/routed/1", "/grouped/1", "/with/1"} {
		s.say("GET " + path)
	}
}

func missBelow(s *stage) {
	s.say("GET /mounted/nowhere")
	s.say("PUT /mounted/users/1")
}

// eitherRouter asks its second router, with the request that the first one had,
// where the first finds nothing.
func eitherRouter() http.Handler {
	a, b := chi.NewRouter(), users(chi.NewRouter())
	a.Post("/users/{name}", status(201))
	return http.HandlerFunc(func(w writer, r request) {
		own := httptest.NewRecorder()
		if a.ServeHTTP(own, r); own.Code == 404 || own.Code == 405 {
			b.ServeHTTP(w, r)
		}
	})
}
