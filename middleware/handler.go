package middleware

import (
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"
)

// epoch is what time is counted from: a difference to it is read off one clock,
// not two.
var epoch = time.Now()

// A handler is one handler with the middleware around it.
type handler struct {
	rec  *recorder
	skip func(*http.Request) bool
	next http.Handler

	routes chi.Routes // next, if it is one of chi's routers
	mux    bool       // next is the standard library's router
}

func mount(rec *recorder, skip func(*http.Request) bool, next http.Handler) http.Handler {
	h := &handler{rec: rec, skip: skip, next: next}
	h.routes, _ = next.(chi.Routes)
	_, h.mux = next.(*http.ServeMux)
	rec.mounts.Add(1)
	runtime.AddCleanup(h, func(mounts *atomic.Int64) { mounts.Add(-1) }, &rec.mounts)
	return h
}

// ServeHTTP is part of http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch outer := h.rec.outer(w, r); {
	case outer != nil:
		h.pass(w, r, outer)
	case h.skip != nil && h.skip(r):
		h.rec.skipped.Add(1)
		h.next.ServeHTTP(w, r)
	default:
		h.count(w, r)
	}
}

// count serves a request and counts it.
func (h *handler) count(w http.ResponseWriter, r *http.Request) {
	start := time.Since(epoch)
	w, x := wrap(w)
	x.rec, x.start, x.method = h.rec, start, methodOf(r.Method)
	inner := h.request(x, r)
	h.rec.started.Add(1)
	defer h.finish(x, r, inner)
	h.next.ServeHTTP(w, inner)
	x.returned = true
}

// finish counts the request as finished. The handler's panic goes on: from
// within this deferred call the stack is still the one it happened on, so
// whoever prints it further out sees where.
func (h *handler) finish(x *exchange, r, inner *http.Request) {
	took := time.Since(epoch) - x.start
	var thrown any
	if !x.returned {
		thrown = recover() // nil: runtime.Goexit, which cannot be recovered and goes on by itself
	}
	giveBack(r, inner)
	route := x.below.Load()
	if route == nil {
		route = h.learn(inner, x.chi)
	}
	outcome, status := x.end(r, thrown)
	route.cell(kind{int16(status), x.method, outcome}).n.Add(1)
	if x.timed() {
		route.durations.Observe(took.Seconds())
	}
	if thrown != nil {
		panic(thrown)
	}
}

// pass serves a request that outer is counting already, and tells outer the
// route: it is known best where the router is near.
func (h *handler) pass(w http.ResponseWriter, r *http.Request, outer *exchange) {
	inner, noted := r, chi.RouteContext(r.Context())
	if noted == nil && h.routes != nil {
		noted = &chi.Context{Routes: h.routes}
		inner = r.WithContext(&mark{r.Context(), outer, noted})
	}
	defer func() {
		giveBack(r, inner)
		outer.learn(h.learn(inner, noted))
	}()
	h.next.ServeHTTP(w, inner)
}
