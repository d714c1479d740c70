package conformance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// A recipe tells the routes of a router that the middleware does not know by itself.
type recipe struct {
	router string // as docs/middleware.md names it

	// mount makes the router, with the lines that the document shows, and gives it to
	// the server. In there middleware is not the package, but what stands in for it.
	mount func(middleware counting, server *http.Server)

	// cases are requests, as of [stage.say], and what has to be recorded of each: the
	// method, the route and the code, which is the one that the client sees.
	cases []recipeCase

	// bySight: no one tells the routes. The middleware reads them from the router, and
	// nothing between the two may copy the request.
	bySight bool

	protocol func(*stage) // starts the server. Default: plain HTTP/1.1
}

type recipeCase struct{ request, want string }

// counting stands in for the package middleware, so that a recipe counts in a registry
// of its own and is written as users write it.
type counting struct {
	reg  *stats.Registry
	wrap func(count wrapper) wrapper // what Stats returns, made from the real one
}

// Stats stands in for middleware.Stats.
func (c counting) Stats() wrapper {
	return c.wrap(middleware.New(middleware.Options{Registry: c.reg}))
}

// SetRoute is middleware.SetRoute.
func (counting) SetRoute(w writer, r request, pattern string) {
	middleware.SetRoute(w, r, pattern)
}

// Route is middleware.Route.
func (counting) Route(pattern string) wrapper { return middleware.Route(pattern) }

// recipes are all of them.
var recipes = []recipe{
	ginRecipe, echo4Recipe, echo4Wrapped, echo5Recipe, echo5Wrapped, gorillaRecipe, httprouterRecipe, gatewayRecipe,
	humaOnChi, humaOnServeMux, connectRecipe, zeroRecipe,
}

// arrangements are what stands between Stats and the router.
var arrangements = []struct {
	name    string
	wrap    func(count wrapper) wrapper
	bySight bool // routes are found here without being told, too
}{
	{"nothing between", alone, true},
	{"a copy of the request between", func(count wrapper) wrapper {
		return func(next http.Handler) http.Handler { return count(withCopy(next)) }
	}, false},
	{"another Stats and a copy around", func(count wrapper) wrapper {
		return func(next http.Handler) http.Handler { return count(withCopy(count(next))) }
	}, true},
}

func alone(count wrapper) wrapper { return count }

// withCopy serves a deep copy of the request: its URL and its header are others.
func withCopy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w writer, r request) { next.ServeHTTP(w, r.Clone(r.Context())) })
}

func TestRecipes(t *testing.T) {
	for _, rc := range recipes {
		for _, a := range arrangements {
			if rc.bySight && !a.bySight {
				continue
			}
			t.Run(rc.router+"/"+a.name, func(t *testing.T) { rc.try(t, a.wrap) })
		}
	}
}

// try serves the router and sends the requests, one after the other.
func (rc recipe) try(t *testing.T, wrap func(wrapper) wrapper) {
	s, reg := rc.start(t, wrap)
	for i, c := range rc.cases {
		before := counts(reg)
		s.seen = seen{}
		s.say(c.request)
		s.await(i + 1)
		c.check(t, counts(reg).since(before), s.seen)
	}
}

// start serves the router by a real server, and returns what it counts in.
func (rc recipe) start(t *testing.T, wrap func(wrapper) wrapper) (*stage, *stats.Registry) {
	reg := stats.New(stats.Options{})
	server := &http.Server{}
	rc.mount(counting{reg, wrap}, server)
	s := newStage(t, nil)
	s.Config.Handler = s.watch(server.Handler)
	if rc.protocol == nil {
		rc.protocol = plain
	}
	rc.protocol(s)
	t.Cleanup(s.Close)
	return s, reg
}

// counts returns what is counted so far. A snapshot leaves out what takes half a second
// to answer, as everything can on a busy machine; then another is taken.
func counts(reg *stats.Registry) lines {
	for {
		ls := parse(text(reg)).withoutBins()
		if len(ls.of("http_requests_total")) > 0 {
			return ls
		}
	}
}

// check compares what was recorded of one request with what is wanted and with what
// the client saw.
func (c recipeCase) check(t *testing.T, got lines, saw seen) {
	t.Helper()
	if recorded := routesOf(got); recorded != c.want {
		t.Errorf("%.60q is recorded as %q, want %q", c.request, recorded, c.want)
	}
	code := c.want[strings.LastIndex(c.want, " ")+1:]
	if saw.codes.String() != code {
		t.Errorf("%.60q: the client saw %s, want %s\n%s", c.request, saw.codes, code, saw.text)
	}
	if outcome := got.by("http_outcomes_total", "outcome").String(); outcome != outcomeOf(code) {
		t.Errorf("%.60q has the outcome %q, want %q", c.request, outcome, outcomeOf(code))
	}
	if _, body, _ := strings.Cut(c.request, "\n\n"); code == "201" {
		if n := got.sum("http_request_bytes_total"); n != float64(len(body)) || body == "" {
			t.Errorf("%.60q: %v bytes of the body were counted", c.request, n)
		}
	}
}

// routesOf returns "METHOD route code" of all requests, which for one is that alone.
func routesOf(ls lines) string {
	t := tally{}
	for _, l := range ls {
		if l.family == "http_route_requests_total" {
			t[l.labels["method"]+" "+l.labels["route"]+" "+l.labels["code"]] += l.value
		}
	}
	return t.String()
}

// outcomeOf returns the outcome that goes with a code where nobody leaves and nothing
// is cut: no code is that of a panic.
func outcomeOf(code string) string {
	switch code[0] {
	case '4':
		return "client_error"
	case '5':
		return "server_error"
	case 'n':
		return "panic"
	}
	return "ok"
}
