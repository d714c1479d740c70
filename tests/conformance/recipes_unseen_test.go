package conformance

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// What docs/middleware.md says is not seen.

// echo writes the errors that handlers return after its middlewares have returned.
func TestEchoWrapMiddleware_ErrorsAreSeenAs200(t *testing.T) {
	for _, rc := range []recipe{echo4Unwritten, echo5Unwritten} {
		t.Run(rc.router, func(t *testing.T) {
			s, reg := rc.start(t, alone)
			for i, path := range []string{"/users/17/avatar", "/nowhere", "/fail"} {
				s.say("GET " + path)
				s.await(i + 1)
			}
			if got := s.seen.codes.String(); got != "404 x2, 500" {
				t.Errorf("the client saw %s", got)
			}
			if got := counts(reg).by("http_responses_total", "code").String(); got != "200 x3" {
				t.Errorf("recorded are %s", got)
			}
		})
	}
}

// The server answers these itself, and no handler learns of them.
func TestServerAnswers_AreNotCounted(t *testing.T) {
	for _, c := range []struct{ request, code string }{
		{"GET /users/%zz", "400"},
		{"GET /\nno header: x", "400"},
		{"POST /\nContent-Length: x", "400"},
		{"GET /\nExpect: tea", "417"},
		{"GET /\nCookie: " + strings.Repeat("x", 10_000), "431"},
		{"POST /\nTransfer-Encoding: x", "501"},
		{"OPTIONS *", "200"},
	} {
		t.Run(c.code+" "+c.request[:min(30, len(c.request))], func(t *testing.T) {
			s, reg := recipe{
				mount: func(middleware counting, server *http.Server) {
					server.Handler = middleware.Stats()(status(204))
				},
				protocol: func(s *stage) {
					s.Config.MaxHeaderBytes = 1
					s.Start()
				},
			}.start(t, alone)
			s.say(c.request)
			s.Close() // no handler runs after that
			if got := s.seen.codes.String(); got != c.code {
				t.Errorf("the client saw %s", got)
			}
			if n := counts(reg).sum("http_requests_total"); n != 0 {
				t.Errorf("%v requests were counted", n)
			}
		})
	}
}

// The server leaves OPTIONS * to the handler where it is told to.
func TestServerAnswers_GeneralOptionsHandlerDisabled(t *testing.T) {
	s, reg := recipe{
		mount: func(middleware counting, server *http.Server) {
			server.Handler = middleware.Stats()(status(204))
		},
		protocol: func(s *stage) {
			s.Config.DisableGeneralOptionsHandler = true
			s.Start()
		},
	}.start(t, alone)
	s.say("OPTIONS *")
	s.await(1)
	if got := routesOf(counts(reg)); got != "OPTIONS unknown 204" {
		t.Errorf("recorded as %q", got)
	}
}

// With httpmuxgo121=1, which net/http reads once as the program starts, ServeMux leaves
// r.Pattern empty.
func TestServeMux_HTTPMuxGo121_RoutesAreUnmatched(t *testing.T) {
	if !strings.Contains(os.Getenv("GODEBUG"), "httpmuxgo121=1") {
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		again := exec.Command(program, "-test.run=^"+t.Name()+"$", "-test.v")
		again.Env = append(os.Environ(), "GODEBUG=httpmuxgo121=1")
		out, err := again.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	recipe{
		mount: func(middleware counting, server *http.Server) {
			mux := http.NewServeMux()
			mux.Handle("/users/", status(200))
			mux.Handle("/told/", middleware.Route("/told/")(status(200)))
			server.Handler = middleware.Stats()(mux)
		},
		cases: []recipeCase{
			{"GET /users/17", "GET unmatched 200"},
			{"GET /told/17", "GET /told/ 200"},
			{"GET /nowhere", "GET unmatched 404"},
		},
	}.try(t, alone)
}

// http.TimeoutHandler hides the ResponseWriter. Then only a request that Stats has copied
// leads to it: one with a body, and any where it counts several handlers.
func TestSetRoute_InTimeoutHandler(t *testing.T) {
	tells := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		middleware.SetRoute(w, r, "/told")
	})
	within := func(h http.Handler) http.Handler { return http.TimeoutHandler(h, time.Hour, "") }
	for _, c := range []struct {
		name  string
		serve func(count wrapper) http.Handler
		cases []recipeCase
	}{
		{"Stats outside", func(count wrapper) http.Handler { return count(within(tells)) }, []recipeCase{
			{"GET /", "GET unknown 200"},
			{"POST /\n\nbody", "POST /told 200"},
		}},
		{"Stats outside, and around another handler", func(count wrapper) http.Handler {
			m := http.NewServeMux()
			m.Handle("/", count(within(tells)))
			m.Handle("/other", count(status(200)))
			return m
		}, []recipeCase{{"GET /", "GET /told 200"}}},
		{"Stats inside", func(count wrapper) http.Handler { return within(count(tells)) }, []recipeCase{
			{"GET /", "GET /told 200"},
		}},
		{"Stats on both sides", func(count wrapper) http.Handler { return count(within(count(tells))) },
			[]recipeCase{{"GET /", "GET /told 200"}}},
		{"Route around the TimeoutHandler", func(count wrapper) http.Handler {
			return count(middleware.Route("/told")(within(status(200))))
		}, []recipeCase{{"GET /", "GET /told 200"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			recipe{
				mount: func(middleware counting, server *http.Server) {
					server.Handler = c.serve(middleware.Stats())
				},
				cases: c.cases,
			}.try(t, alone)
		})
	}
}

func TestSetRoute_BehindAWriterWithoutUnwrap(t *testing.T) { ginHidden.try(t, alone) }

// Two routers are asked for one request: with Stats at each and none around both it is
// counted as two.
func TestSiblings_AreTwoRequestsWithoutStatsAroundBoth(t *testing.T) {
	count := func(reg *stats.Registry) wrapper {
		return middleware.New(middleware.Options{Registry: reg})
	}
	either := func(a, b http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			tried := httptest.NewRecorder()
			if a.ServeHTTP(tried, r); tried.Code == 404 {
				b.ServeHTTP(w, r)
			}
		})
	}
	for _, c := range []struct {
		name  string
		serve func(count wrapper) http.Handler
		want  string
	}{
		{"none around", func(count wrapper) http.Handler {
			return either(count(http.NewServeMux()), count(userMux()))
		}, "GET /users/{id} 200, GET unmatched 404"},
		{"one around", func(count wrapper) http.Handler {
			return count(either(count(http.NewServeMux()), count(userMux())))
		}, "GET /users/{id} 200"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg := stats.New(stats.Options{})
			w := httptest.NewRecorder()
			c.serve(count(reg)).ServeHTTP(w, httptest.NewRequest("GET", "/users/17", nil))
			if got := routesOf(counts(reg)); got != c.want || w.Code != 200 {
				t.Errorf("recorded as %q, want %q; the client saw %d", got, c.want, w.Code)
			}
		})
	}
}
