package middleware

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/go-chi/chi/v5"
)

// learn returns the route of a request that was served, r as the handler got it
// and noted what chi's routers wrote about it, if one was seen.
func (h *handler) learn(r *http.Request, noted *chi.Context) *route {
	switch {
	case noted != nil && !h.mux:
		if !matched(noted) {
			return h.rec.unmatched
		}
		return h.rec.route(noted.RoutePattern())
	case r.Pattern != "":
		return h.rec.route(withoutMethod(r.Pattern))
	case h.mux:
		return h.rec.unmatched
	}
	return h.rec.unknown
}

// learn takes note of the route that was learnt nearer to the router. The first
// to tell is the nearest; but one router may find nothing and the next be asked.
func (x *exchange) learn(r *route) {
	if r != x.rec.unknown && !x.below.CompareAndSwap(nil, r) {
		x.below.CompareAndSwap(x.rec.unmatched, r)
	}
}

// withoutMethod returns a pattern of http.ServeMux without the method it may
// begin with.
func withoutMethod(pattern string) string {
	if i := strings.IndexAny(pattern, " \t"); i > 0 && pattern[0] != '/' {
		return strings.TrimLeft(pattern[i:], " \t")
	}
	return pattern
}

// lastMatch is the field of chi.Context with the pattern that was found last.
var lastMatch, hasLastMatch = reflect.TypeFor[chi.Context]().FieldByName("routePattern")

// matched reports whether chi's routers found a route. RoutePatterns alone does
// not tell: below a mount where nothing fits, it ends with the mount. What does
// is not exported: the pattern that was found last, which each search begins by
// clearing. Should a later chi not have it, such requests get the mount's
// pattern.
func matched(c *chi.Context) bool {
	if len(c.RoutePatterns) == 0 {
		return false
	}
	return !hasLastMatch || reflect.ValueOf(c).Elem().FieldByIndex(lastMatch.Index).Len() > 0
}
