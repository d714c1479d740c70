package middleware_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/middleware"
)

// Handlers that use their request from several goroutines, in ways that are no race
// without us. The race detector judges.
func TestSeveralGoroutinesUseTheRequest(t *testing.T) {
	for name, h := range map[string]func(wg *sync.WaitGroup) http.Handler{
		"the body is read while the handler writes": func(*sync.WaitGroup) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				http.NewResponseController(w).EnableFullDuplex()
				done := make(chan struct{})
				go func() { io.Copy(io.Discard, r.Body); close(done) }()
				for range 50 {
					io.WriteString(w, "x")
				}
				<-done
			})
		},
		"the body is read after the handler returned": func(wg *sync.WaitGroup) http.Handler {
			m := http.NewServeMux()
			m.HandleFunc("/{path...}", func(w http.ResponseWriter, r *http.Request) {
				body := r.Body
				wg.Go(func() { io.Copy(io.Discard, body) })
			})
			return m
		},
		"an abandoned handler reads the body": func(wg *sync.WaitGroup) http.Handler {
			return http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				wg.Add(1)
				defer wg.Done()
				<-r.Context().Done()
				io.Copy(io.Discard, r.Body)
			}), time.Millisecond, "late")
		},
		"the route is told late": func(wg *sync.WaitGroup) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				copied := r.WithContext(r.Context())
				wg.Go(func() { middleware.SetRoute(w, copied, "/late") })
			})
		},
	} {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", HTTP/2 ", http2), func(t *testing.T) {
				t.Parallel()
				_, count := fresh()
				var wg sync.WaitGroup
				s := httptest.NewUnstartedServer(count(h(&wg)))
				if s.EnableHTTP2 = http2; http2 {
					s.StartTLS()
				} else {
					s.Start()
				}
				defer s.Close()
				for range 20 {
					res, err := s.Client().Post(s.URL, "text/plain", strings.NewReader("hello"))
					if err != nil {
						t.Fatal(err)
					}
					io.Copy(io.Discard, res.Body)
					res.Body.Close()
				}
				wg.Wait()
			})
		}
	}
}

// An outer middleware may look at the request while the handler runs.
func TestAnUnchangedRequestIsNotWritten(t *testing.T) {
	_, count := fresh()
	h := count(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
	r := httptest.NewRequest("POST", "/x", strings.NewReader("abc"))
	var wg sync.WaitGroup
	wg.Go(func() { _ = r.Method + r.URL.Path + r.Pattern })
	h.ServeHTTP(httptest.NewRecorder(), r)
	wg.Wait()
}

// A handler may give a clone of its request to a goroutine, and change its own.
func TestACloneIsServedWhileTheRequestChanges(t *testing.T) {
	_, count := fresh()
	shadow := count(status(200))
	var wg sync.WaitGroup
	serve(count(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		clone := r.Clone(r.Context())
		wg.Go(func() { shadow.ServeHTTP(httptest.NewRecorder(), clone) })
		r.URL = &url.URL{Path: "/new"}
	})), "GET /")
	wg.Wait()
}

// What is matched keeps its route whatever it answers, also where middlewares rewrite
// the path or the method and copy the request.
func TestTheRouteOfA503IsTheOneThatMatched(t *testing.T) {
	for _, c := range []struct {
		use      wrapper
		request  string
		expected string
	}{
		{chimw.StripSlashes, "GET /users/17/", "/users/{id} 503"},
		{chimw.CleanPath, "GET /users//17", "/users/{id} 503"},
		{chimw.GetHead, "HEAD /users/17", "/users/{id} 503"},
		{chimw.Timeout(time.Hour), "GET /users/17", "/users/{id} 503"},
	} {
		for name, app := range map[string]func(count wrapper, r *chi.Mux) http.Handler{
			"used":   func(count wrapper, r *chi.Mux) http.Handler { r.Use(count, chimw.RequestID, c.use); return users(r) },
			"around": func(count wrapper, r *chi.Mux) http.Handler { r.Use(chimw.RequestID, c.use); return count(users(r)) },
		} {
			reg, count := fresh()
			serve(app(count, chi.NewRouter()), c.request)
			if got := routeAndCode(reg); got != c.expected {
				t.Errorf("%s: %s is %q, want %q", name, c.request, got, c.expected)
			}
		}
	}
}

func users(r *chi.Mux) http.Handler {
	r.Get("/users/{id}", status(503))
	return r
}

// GetHead sets the method before the router is asked; then somebody refuses.
func TestAHeadThatIsRefusedBeforeRouting(t *testing.T) {
	reg, count := fresh()
	r := chi.NewRouter()
	r.Use(count, chimw.GetHead, func(http.Handler) http.Handler { return status(401) })
	serve(users(r), "HEAD /users/17")
	if got := routeAndCode(reg); got != "/users/{id} 401" {
		t.Error(got)
	}
}

// A panic of the program's own function is a panic of the handler.
func TestStreamPanics(t *testing.T) {
	reg, _ := fresh()
	count := middleware.New(middleware.Options{Registry: reg,
		Stream: func(*http.Request, http.Header) bool { panic("x") }})
	if got := quietly(count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})),
		httptest.NewRecorder(), request("GET /")); got != "x" {
		t.Errorf("the panic is %v", got)
	}
	if got := recorded(reg); got != "panic unknown none" || value(t, reg, "http_requests_in_flight") != 0 {
		t.Errorf("%s\n%s", got, text(reg))
	}
}

// What is not there is not asked.
func TestNothingThere(t *testing.T) {
	reg, count := fresh()
	count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(nil, request("GET /"))
	r := chi.NewRouter()
	r.Use(count, func(http.Handler) http.Handler { return status(401) })
	r.Get("/", status(200))
	r.ServeHTTP(httptest.NewRecorder(), &http.Request{Method: "GET"})
	want(t, lines(reg, "http_requests"), "http_requests_total: 2\n")
}

// Routers that are made anew are not kept by what has been learnt of them.
func TestARouterIsNotKeptAlive(t *testing.T) {
	_, count := fresh()
	freed := make(chan struct{})
	func() {
		sub, r := chi.NewRouter(), chi.NewRouter()
		sub.Get("/x", status(200))
		r.Mount("/api", sub)
		runtime.AddCleanup(r, func(freed chan struct{}) { close(freed) }, freed)
		serve(count(r), "GET /api/nothing")
	}()
	eventually(t, func() bool {
		runtime.GC()
		select {
		case <-freed:
			return true
		default:
			return false
		}
	})
}
