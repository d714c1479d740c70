//go:build unix

package pipestatic_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// A program with a router, a number of its own, and the sums of the whole host
// at /admin/stats. A real program needs no registry of its own: with the default
// one it is middleware.Stats(), stats.Incr and aggregator.Handler().
func Example() {
	dir, _ := os.MkdirTemp("", "stats-pipe")
	defer os.RemoveAll(dir)
	reg := stats.New(stats.Options{Dir: dir})
	if err := reg.Open(); err != nil {
		fmt.Println(err)
	}
	defer reg.Close()

	r := chi.NewRouter()
	r.Use(middleware.New(middleware.Options{Registry: reg}))
	r.Get("/users/{id}", func(w http.ResponseWriter, req *http.Request) {
		reg.Stat("profiles_shown").Incr()
		fmt.Fprintln(w, "hello")
	})
	r.Mount("/admin/stats", aggregator.New(aggregator.Options{Dirs: []string{dir}}))
	srv := httptest.NewServer(r)
	defer srv.Close()

	for _, url := range []string{"/users/7", "/users/8", "/nobody"} {
		get(srv.URL + url)
	}

	pipe, _ := os.ReadFile(reg.Path()) // what cat does
	for line := range strings.Lines(string(pipe)) {
		if strings.HasPrefix(line, "http_route_requests") || strings.HasPrefix(line, "profiles") {
			fmt.Print(line)
		}
	}
	sums := get(srv.URL + "/admin/stats?match=profiles_*")
	fmt.Println(sums[:strings.Index(sums, `"timestamp"`)])

	// Output:
	// http_route_requests_total{method="GET",route="/users/{id}",code="200"}: 2
	// http_route_requests_total{method="GET",route="unmatched",code="404"}: 1
	// profiles_shown: 2
	// {"stats": {"profiles_shown": 2},
}

func get(url string) string {
	resp, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return string(body)
}
