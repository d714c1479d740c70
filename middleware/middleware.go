package middleware

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/pipestatic/pipestatic/internal/ownrequest"
	"github.com/pipestatic/pipestatic/stats"
)

// Options are the settings of [New]. The zero Options are what most programs
// want.
type Options struct {
	// Registry is where the stats are kept. Default: stats.Default(), the one
	// that serves itself.
	Registry *stats.Registry

	// Prefix is what the names of all stats begin with. It must not contain
	// braces: labels come after the names. Default: "http".
	Prefix string

	// Skip reports whether a request is left alone: it is served as if this
	// middleware were not there, and only counted in http_skipped_total. It is
	// not asked about a request that is being counted already. Default: no
	// request is.
	Skip func(*http.Request) bool

	// Stream reports whether a response with that header is a stream, which lasts
	// as long as its client listens: it has the outcome "stream" and no duration.
	// It is asked once, when the header is about to be sent, and must not change
	// its arguments. Default: no response is but text/event-stream and CONNECT.
	Stream func(r *http.Request, header http.Header) bool

	// Methods are request methods to tell apart beside those of RFC 9110, PATCH
	// and QUERY: those of WebDAV, say. All others are counted as "_OTHER", since
	// clients can send any word. Middlewares with the same registry and prefix
	// share the methods; past 64 they are "_OTHER", too. Default: none.
	Methods []string
}

// Stats returns a middleware that counts requests, responses and their duration
// in the default registry: see the package comment for the stats. It is
// New(Options{}).
func Stats() func(http.Handler) http.Handler { return New(Options{}) }

// New returns a middleware like [Stats] with settings. All that are given the
// same registry and prefix count into the same stats, and a request that meets
// several of them is counted once, by the first. It panics when the prefix
// contains braces.
func New(o Options) func(http.Handler) http.Handler {
	rec := recorderOf(o.Registry, prefixOf(o.Prefix))
	rec.addMethods(o.Methods)
	return func(next http.Handler) http.Handler { return newHandler(rec, &o, next) }
}

// prefixOf returns the prefix, or the default one. It panics where it is none.
func prefixOf(prefix string) string {
	if strings.ContainsAny(prefix, "{}") {
		panic(fmt.Sprintf("middleware: prefix %q contains braces, which only labels may", prefix))
	}
	if prefix == "" {
		return "http"
	}
	return prefix
}

// epoch is what time is counted from: a difference to it is read off one clock,
// not two.
var epoch = time.Now()

// A handler is one handler with the middleware around it.
type handler struct {
	rec     *recorder
	options *Options
	next    http.Handler

	chi      *chi.Mux // next, if it is one
	serveMux bool     // next is the standard library's router
}

func newHandler(rec *recorder, o *Options, next http.Handler) http.Handler {
	h := &handler{rec: rec, options: o, next: next}
	h.chi, _ = next.(*chi.Mux)
	_, h.serveMux = next.(*http.ServeMux)
	rec.handlers.Add(1)
	runtime.AddCleanup(h, func(handlers *atomic.Int64) { handlers.Add(-1) }, &rec.handlers)
	if routes, ok := next.(chi.Routes); ok {
		return &routesHandler{h, routes}
	}
	return h
}

// A routesHandler is a handler around one of chi's routers, or what looks like one.
// chi.Walk and GetHead see the routes of a counted router that is mounted.
type routesHandler struct {
	*handler
	routes
}

type routes = chi.Routes // embedded under this name, its method Routes is not hidden

// ServeHTTP is part of http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch x, sameGoroutine := h.rec.find(w, r); {
	case x != nil:
		h.serveNested(w, r, x, sameGoroutine)
	case h.rec.handlers.Load() > 1 && h.rec.hasFinished(r):
		h.next.ServeHTTP(w, r)
	case h.options.Skip != nil && h.options.Skip(r):
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
	x.h, x.request, x.start, x.announced = h, r, start, -1
	x.method = h.rec.methodOf(r.Method)
	ownrequest.Count(&x.Flag, &h.rec.own)
	h.pass(x)
	h.rec.started.Add(1)
	defer h.finish(x)
	x.serve(w)
	x.resumed = true
}

// serve calls the handler. What it panics with goes on untouched: from within the
// deferred call the stack is still the one it happened on, so whoever prints it
// further out sees where.
func (x *responseWriter) serve(w http.ResponseWriter) {
	defer func() {
		if x.returned {
			return
		}
		if x.panicValue = recover(); x.panicValue != nil {
			panic(x.panicValue)
		}
	}()
	x.h.next.ServeHTTP(w, x.next)
	if x.status == 0 && !x.clientLeft() {
		x.noteStatus(http.StatusOK) // what the server sends for a handler that sent nothing
	}
	x.returned = true
}

// ending returns how the handler ended. A panic(nil) that GODEBUG=panicnil=1 allows
// looks to recover like runtime.Goexit; but after that no call returns.
func (x *responseWriter) ending() ending {
	switch {
	case x.returned:
		return endReturn
	case x.panicValue == http.ErrAbortHandler:
		return endAbort
	case x.panicValue != nil || x.resumed:
		return endPanic
	}
	return endGoexit
}

// finish counts the request as finished.
func (h *handler) finish(x *responseWriter) {
	took := time.Since(epoch) - x.start
	e := x.ending()
	x.giveBack()
	if !ownrequest.Close(&x.Flag) {
		outcome, status := x.outcome(e)
		m := x.route().method(x.method)
		m.counter(requestKey{int16(status), outcome}).n.Add(1)
		if outcome.timed() {
			m.durations.Observe(took.Seconds())
		}
	}
	x.done.Store(true)
	if x.context != nil {
		x.context.writer.Store(nil)
	}
	if e == endPanic && x.panicValue == nil {
		panic(x.panicValue)
	}
}

// serveNested serves a request that x counts already, and tells x the route: it is
// known best where the router is near. sameGoroutine: w leads to x, so no wrapper
// between buffers what is written in order to abandon the handler.
func (h *handler) serveNested(
	w http.ResponseWriter, r *http.Request, x *responseWriter, sameGoroutine bool,
) {
	next, routing := r, h.routingOf(w, r)
	if h.chi != nil && !routing.chi {
		c := newRequestContext(r.Context(), h.chi)
		next, routing = r.WithContext(c), c.routing()
	}
	defer func() {
		status := 0
		if sameGoroutine {
			status, routing.abandoned = x.status, x.routing.abandoned
		}
		x.learn(h.route(next, &routing, w, status))
	}()
	h.next.ServeHTTP(w, next)
}
