package aggregator

import (
	"net/http"
	"strings"
)

// A view turns a reading into the body of an answer, or needs none and is a file.
type view struct {
	contentType string
	body        func(*reading, query) []byte
	file        []byte
}

const (
	typeJSON    = "application/json"
	typeMetrics = "text/plain; version=0.0.4; charset=utf-8"
	typeHTML    = "text/html; charset=utf-8"
)

// named returns the view that goes by a name.
func named(name string) (v view, ok bool) {
	switch name {
	case "metrics":
		return view{contentType: typeMetrics, body: metricsText}, true
	case "processes":
		return view{contentType: typeJSON, body: processesJSON}, true
	case "vars":
		return view{contentType: typeJSON, body: varsJSON}, true
	}
	return view{}, false
}

// viewOf returns what the request asks for. ok is false when there is no such
// thing.
//
// Nobody tells the handler where it is mounted, so it goes by the last element
// of the path: a name that it knows is that view, wherever the mount is. Any
// other name is taken for the mount point itself, unless the router's pattern
// shows that it lies below it.
func viewOf(r *http.Request) (v view, ok bool) {
	path := elements(r.URL.Path)
	if len(path) > 0 {
		if v, ok = named(path[len(path)-1]); ok {
			return v, true
		}
	}
	if mount, ok := subtree(r.Pattern); ok && len(path) > overlap(mount, path) {
		return view{}, false
	}
	if name := r.URL.Query().Get("view"); name != "" {
		return linked(name)
	}
	switch {
	case scrapes(r.Header):
		return named("metrics")
	case browses(r.Header):
		return view{contentType: typeHTML, body: pageHTML}, true
	}
	return linked("json")
}

// linked returns the view that ?view= names. The page's links are of that form:
// one that is only a query leads back to the path that the page came from,
// whatever a proxy or a router made of that on its way to us.
func linked(name string) (v view, ok bool) {
	if name == "json" {
		return view{contentType: typeJSON, body: rootJSON}, true
	}
	if v, ok = named(name); ok {
		return v, true
	}
	return asset(name)
}

// subtree returns the elements of the path that a router's pattern mounts
// everything below of: stats of "/stats/" and of "GET host/stats/{rest...}"
// (net/http), and of "/stats/*" (chi).
//
// A pattern that takes everything, "/", shows nothing: routers that set no
// pattern of their own are commonly put behind it.
func subtree(pattern string) (mount []string, ok bool) {
	_, path, _ := strings.Cut(pattern, "/") // before it, a method and a host
	mount = elements(path)
	if n := len(mount) - 1; n >= 0 {
		if last := mount[n]; last == "*" || strings.HasSuffix(last, "...}") {
			return mount[:n], n > 0
		}
	}
	return mount, len(mount) > 0 && strings.HasSuffix(path, "/")
}

// overlap returns how many elements of path belong to the mount. Where a prefix
// was cut off on the way here (http.StripPrefix), the path begins with what is
// left of the mount, or below it.
func overlap(mount, path []string) int {
	n := min(len(mount), len(path))
	for ; n > 0; n-- {
		if matches(mount[len(mount)-n:], path) {
			break
		}
	}
	return n
}

// matches reports whether path begins with the pattern's elements, of which
// those in braces match anything.
func matches(pattern, path []string) bool {
	for i, e := range pattern {
		if e != path[i] && !strings.HasPrefix(e, "{") {
			return false
		}
	}
	return true
}

func elements(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}
