package middleware

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// SetRoute tells the route of a request that is being counted, where a router does
// not show it: the pattern, as the router writes it, to every Stats around the
// handler that w was given to. "" is for a request that no route matches. It also sets
// r.Pattern. What is told counts over what Stats has learnt, and the last call counts.
//
// Stats are found by unwrapping w, and by r's context where they have put something
// into it. Where a wrapper without Unwrap hides them, as http.TimeoutHandler does,
// SetRoute does nothing: put Stats inside of it. Nor does it do anything after the
// handler returned.
func SetRoute(w http.ResponseWriter, r *http.Request, pattern string) {
	r.Pattern = pattern
	for w := range unwrapped(w) {
		if ours, ok := w.(writer); ok {
			ours.self().tell(pattern)
		}
	}
	for x := range writersIn(r) {
		x.tell(pattern)
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

func (x *responseWriter) tell(pattern string) {
	if !x.done.Load() {
		x.told.Store(x.h.rec.routeOrUnmatched(pattern))
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
	if r := x.told.Load(); r != nil {
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
	chi     bool // a router of chi's was seen
	ours    bool // context is not from chi's pool
	context *chi.Context
	routes  chi.Routes // all of the router's
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

// abandoned reports whether a status is one by which wrappers inside say that they
// have abandoned the handler: its goroutine may still be routing.
func abandoned(status int) bool {
	switch status {
	case http.StatusRequestTimeout, 499, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// route returns the route of a request that was served, r as the handler got it.
func (h *handler) route(r *http.Request, t *routing, w http.ResponseWriter, status int) *route {
	switch {
	case t.chi && !h.serveMux && (t.ours || owned(w, r)) && !abandoned(status):
		return h.rec.routeOrUnmatched(t.read(r, status))
	case t.chi && !h.serveMux && (r.Pattern == "" || strings.HasSuffix(r.Pattern, "*")):
		return h.rec.routeOrUnmatched(t.find(r))
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
// not tell: below a mount where nothing fits, they end with the mount. A mount empties
// the value of the asterisk that led to it, or, where no path is left, shows as the
// path "/". status is 0 where it is not known.
func (t *routing) read(r *http.Request, status int) string {
	c := t.context
	if len(c.RoutePatterns) == 0 { // nothing matched, or a middleware answered first
		return t.find(r)
	}
	last := c.RoutePatterns[len(c.RoutePatterns)-1]
	switch {
	case strings.HasSuffix(last, "*"):
		mounted := c.RoutePath != "" && c.URLParam("*") == ""
		if mounted && t.find(r) == "" && t.findPath(r.Method, c.RoutePath) != c.RoutePattern() {
			return ""
		}
	case c.RoutePath == "/" && last != "/":
		switch status {
		case 0, http.StatusNotFound, http.StatusMethodNotAllowed:
			if mountsRouter(t.routes, c.RoutePatterns) {
				return ""
			}
		}
	}
	return c.RoutePattern()
}

// find looks up the pattern of a request that was not routed, or whose route context
// may not be read, in a route context of its own. What a middleware rewrote before it
// was routed is not found.
func (t *routing) find(r *http.Request) string {
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	pattern := t.findPath(r.Method, path)
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

// mountsRouter reports whether a router is mounted at the path that the patterns lead
// to, and not a handler of another kind.
func mountsRouter(routes chi.Routes, patterns []string) bool {
	for i, pattern := range patterns {
		if i == len(patterns)-1 {
			pattern = strings.TrimSuffix(pattern, "/") + "/*"
		}
		if routes = subRoutes(routes, pattern); routes == nil {
			return false
		}
	}
	return true
}

func subRoutes(routes chi.Routes, pattern string) chi.Routes {
	if routes == nil {
		return nil
	}
	for _, r := range routes.Routes() {
		if r.Pattern == pattern {
			return r.SubRoutes
		}
	}
	return nil
}
