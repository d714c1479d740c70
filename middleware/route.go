package middleware

import (
	"net/http"
	"runtime"
	"strings"
	"weak"

	"github.com/go-chi/chi/v5"
)

// SetRoute tells the route of a request that is being counted, where a router does
// not show it: the pattern, as the router writes it, to every Stats around the
// handler that w was given to; it also sets r.Pattern. "" is for a request that no route
// matches. What is told counts over what Stats has learnt, and the last call counts.
//
// Stats are found by unwrapping w, and by r's context where they have put something
// into it. Where a wrapper without Unwrap hides them, as http.TimeoutHandler does, they
// are found only by a request with a body, or where several are nested: put Stats inside
// of it. After the handler returned SetRoute does nothing.
func SetRoute(w http.ResponseWriter, r *http.Request, pattern string) {
	late := false
	for w := range unwrapped(w) {
		if ours, ok := w.(writer); ok {
			late = !ours.self().tell(pattern) || late
		}
	}
	for x := range writersIn(r) {
		late = !x.tell(pattern) || late
	}
	if !late && pattern != "" {
		r.Pattern = pattern
	}
}

// Route returns a middleware for one handler, which tells its route as [SetRoute] does.
// Where several are nested, the innermost counts.
func Route(pattern string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			SetRoute(w, r, pattern)
			next.ServeHTTP(w, r)
		})
	}
}

// finished is what a responseWriter was told when it can be told no more.
var finished = new(route)

// tell sets the route, unless the request is finished.
func (x *responseWriter) tell(pattern string) (ok bool) {
	r := x.h.rec.routeOrUnmatched(pattern)
	for {
		old := x.told.Load()
		if old == finished {
			return false
		}
		if x.told.CompareAndSwap(old, r) {
			return true
		}
	}
}

// learn takes note of the route that was learnt nearer to the router. The first
// to learn is the nearest; but one router may find nothing and the next be asked.
func (x *responseWriter) learn(r *route) {
	if r != x.h.rec.unknown && !x.inner.CompareAndSwap(nil, r) {
		x.inner.CompareAndSwap(x.h.rec.unmatched, r)
	}
}

// route returns the route of a finished request.
func (x *responseWriter) route() *route {
	if r := x.told.Swap(finished); r != nil {
		return r
	}
	if r := x.inner.Load(); r != nil {
		return r
	}
	return x.h.route(x.next, &x.routing, x.w, x.status)
}

// A routing is where a request's route is read from: chi's route context, if there is
// one. chi keeps its contexts in a pool, so one that is not ours may be read only while
// the request that owns it runs.
type routing struct {
	chi       bool // a router of chi's was seen
	ours      bool // context is not from chi's pool
	abandoned bool // a wrapper inside has abandoned the handler, which may still be routing
	context   *chi.Context
	routes    chi.Routes // all of the router's
}

// routing returns that of a copy with a route context of ours.
func (c *requestContext) routing() routing {
	return routing{chi: true, ours: true, context: &c.chi, routes: c.router}
}

// routingOf returns that of a request as it arrives.
func (h *handler) routingOf(w http.ResponseWriter, r *http.Request) routing {
	c := chi.RouteContext(r.Context())
	t := routing{chi: c != nil, context: c}
	if c != nil && owned(w, r) {
		t.routes = c.Routes
	}
	return t
}

// owned reports whether the request that brought chi's route context still runs. It
// does not where a wrapper outside has abandoned this goroutine, as
// http.TimeoutHandler does when the context it made is done; chi may then have given
// the route context to another request.
func owned(w http.ResponseWriter, r *http.Request) bool {
	return r.Context().Err() == nil || leadsToServer(w)
}

// abandonedInside reports whether the caller, which sends a 503, is http.TimeoutHandler
// after it has abandoned its handler, and not a handler that chi has routed to. In the
// chain of calls TimeoutHandler is nearer then.
func abandonedInside() bool {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for {
		frame, more := frames.Next()
		switch {
		case strings.HasSuffix(frame.Function, "net/http.(*timeoutHandler).ServeHTTP"):
			return true
		case strings.HasSuffix(frame.Function, "chi/v5.(*Mux).routeHTTP"), !more:
			return false
		}
	}
}

// route returns the route of a request that was served, r as the handler got it.
func (h *handler) route(r *http.Request, t *routing, w http.ResponseWriter, status int) *route {
	switch {
	case t.chi && !h.serveMux && (t.ours || owned(w, r)) && !t.abandoned:
		return h.rec.routeOrUnmatched(t.read(h.rec, r, status))
	case t.chi && !h.serveMux && (r.Pattern == "" || strings.HasSuffix(r.Pattern, "*")):
		return h.rec.routeOrUnmatched(t.find(r, r.Method))
	case r.Pattern != "": // by chi, too, if nothing between copied the request
		return h.rec.route(withoutMethod(r.Pattern))
	case h.serveMux:
		return h.rec.unmatched
	}
	return h.rec.unknown
}

// withoutMethod returns a pattern of http.ServeMux without the method it may
// begin with.
func withoutMethod(pattern string) string {
	if i := strings.IndexAny(pattern, " \t"); i > 0 && pattern[0] != '/' {
		return strings.TrimLeft(pattern[i:], " \t")
	}
	return pattern
}

// read returns the pattern that chi's routers matched, or "". RoutePatterns alone do
// not tell: below a mount where nothing matches, they end with the mount. A mount
// leaves a path for its router, and empties the value of the asterisk that led to it,
// or leaves the path "/". A middleware of its router may have answered first: not with a
// 404 or 405. status is 0 where it is not known.
func (t *routing) read(rec *recorder, r *http.Request, status int) string {
	c, method := t.context, r.Method
	if c.RouteMethod != "" { // by GetHead, say
		method = c.RouteMethod
	}
	switch {
	case len(c.RoutePatterns) > 0:
	case c.RouteMethod != "" && routerSends(status): // chi sets it when it routes
		return ""
	default: // a middleware answered first
		return t.find(r, method)
	}
	last := c.RoutePatterns[len(c.RoutePatterns)-1]
	mounted := c.RoutePath == "/" && last != "/"
	if strings.HasSuffix(last, "*") {
		mounted = c.RoutePath != "" && c.URLParam("*") == ""
	}
	if !mounted || !rec.endsAtRouter(t.routes, method, c.RoutePatterns) {
		return c.RoutePattern()
	}
	if routerSends(status) {
		return ""
	}
	return t.find(r, method)
}

// routerSends reports whether a router that has matched nothing sends that status. 0 is
// one that is not known.
func routerSends(status int) bool {
	return status == 0 || status == http.StatusNotFound || status == http.StatusMethodNotAllowed
}

// find looks up the pattern of a request that was not routed, or whose route context
// may not be read, in a route context of its own. What a middleware rewrote before it
// was routed is not found.
func (t *routing) find(r *http.Request, method string) string {
	if r.URL == nil {
		return ""
	}
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	pattern := t.findPath(method, path)
	preflight := r.Header.Get("Access-Control-Request-Method")
	if pattern == "" && r.Method == http.MethodOptions && preflight != "" {
		pattern = t.findPath(preflight, path)
	}
	return pattern
}

func (t *routing) findPath(method, path string) string {
	if t.routes == nil {
		return ""
	}
	if path == "" {
		path = "/"
	}
	c := chi.Context{RoutePatterns: []string{t.routes.Find(chi.NewRouteContext(), method, path)}}
	return c.RoutePattern() // in the form that those of routed requests have
}

// maxEnds is how many answers of endsAtRouter are kept.
const maxEnds = 1000

// An end is where the patterns lead to in a router.
type end struct {
	router           weak.Pointer[chi.Mux] // programs may make new ones
	method, patterns string
}

// endsAtRouter reports whether the patterns lead a method to a router, which then has
// matched nothing, and not to a handler. The answers are kept: clients choose how often it is
// asked, and the programmer how many answers there are.
func (rec *recorder) endsAtRouter(routes chi.Routes, method string, patterns []string) bool {
	router, ok := routes.(*chi.Mux)
	if !ok {
		return endsAtRouter(routes, method, patterns)
	}
	key := end{weak.Make(router), method, strings.Join(patterns, "\x00")}
	if known, ok := rec.ends.Load(key); ok {
		return known.(bool)
	}
	found := endsAtRouter(routes, method, patterns)
	if rec.endsKept.Add(1) <= maxEnds {
		rec.ends.Store(key, found)
	}
	return found
}

func endsAtRouter(routes chi.Routes, method string, patterns []string) bool {
	for _, pattern := range patterns {
		if routes = mountedAt(routes, method, pattern); routes == nil {
			return false
		}
	}
	return true
}

// mountedAt returns what is mounted at a pattern for a method, or nil. A mount at /a answers for the
// patterns /a, /a/ and /a/*, and chi lists the last alone.
func mountedAt(routes chi.Routes, method, pattern string) chi.Routes {
	mount := strings.TrimSuffix(strings.TrimSuffix(pattern, "*"), "/") + "/*"
	var mounted chi.Routes
	for _, r := range routes.Routes() {
		switch {
		case r.Pattern == pattern && r.SubRoutes == nil &&
			(r.Handlers[method] != nil || r.Handlers["*"] != nil):
			return nil
		case r.Pattern == mount:
			mounted = r.SubRoutes
		}
	}
	return mounted
}
