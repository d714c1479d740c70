package middleware_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

func Example() {
	r := chi.NewRouter()
	r.Use(middleware.Stats()) // outside Recoverer: a panic is counted as the 500 it becomes
	r.Use(chimw.Recoverer)
	r.Get("/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "user", chi.URLParam(r, "id"))
	})
	// http.ListenAndServe(":8080", r), and then: cat /tmp/stats-pipe/4711.stats

	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, httptest.NewRequest("GET", "/users/17", nil))
	_, counted := stats.Default().Value(
		`http_route_requests_total{method="GET",route="/users/{id}",code="200"}`)
	fmt.Print(answer.Body)
	fmt.Println("counted:", counted)
	// Output:
	// user 17
	// counted: true
}

// A registry of its own and another prefix keep the numbers of an admin server
// apart from those of the public one.
func ExampleNew() {
	reg := stats.New(stats.Options{})
	count := middleware.New(middleware.Options{
		Registry: reg,
		Prefix:   "admin",
		Skip:     func(r *http.Request) bool { return r.URL.Path == "/healthz" },
	})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /jobs/{id}", func(http.ResponseWriter, *http.Request) {})
	server := count(mux)

	for _, path := range []string{"/jobs/1", "/jobs/2", "/nowhere", "/healthz"} {
		server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	for _, name := range []string{
		`admin_requests_total`,
		`admin_outcomes_total{outcome="ok"}`,
		`admin_route_requests_total{method="GET",route="/jobs/{id}",code="200"}`,
		`admin_route_requests_total{method="GET",route="unmatched",code="404"}`,
		`admin_skipped_total`,
	} {
		n, _ := reg.Value(name)
		fmt.Println(name, n)
	}
	// Output:
	// admin_requests_total 3
	// admin_outcomes_total{outcome="ok"} 2
	// admin_route_requests_total{method="GET",route="/jobs/{id}",code="200"} 2
	// admin_route_requests_total{method="GET",route="unmatched",code="404"} 1
	// admin_skipped_total 1
}
