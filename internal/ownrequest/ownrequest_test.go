package ownrequest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/internal/ownrequest"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// The requests of pages and scrapers are in no number of the program, wherever the
// aggregator is mounted, but in http_skipped_total.
func TestTheAggregatorsOwnRequestsAreNotCounted(t *testing.T) {
	for name, mount := range map[string]func(count func(http.Handler) http.Handler, h http.Handler) http.Handler{
		"used by chi": func(count func(http.Handler) http.Handler, h http.Handler) http.Handler {
			r := chi.NewRouter()
			r.Use(count, chimw.Logger, chimw.Compress(5))
			r.Mount("/stats", h)
			return r
		},
		"around a ServeMux, twice": func(count func(http.Handler) http.Handler, h http.Handler) http.Handler {
			m := http.NewServeMux()
			m.Handle("/stats/", http.StripPrefix("/stats", h))
			return count(count(m))
		},
		"alone": func(count func(http.Handler) http.Handler, h http.Handler) http.Handler { return count(h) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			reg, outer := stats.New(stats.Options{Dir: dir}), stats.New(stats.Options{})
			if err := reg.Open(); err != nil {
				t.Fatal(err)
			}
			defer reg.Close()
			seen := ""
			count := func(next http.Handler) http.Handler {
				return middleware.New(middleware.Options{Registry: outer})(
					middleware.New(middleware.Options{Registry: reg})(next))
			}
			s := httptest.NewServer(mount(count, aggregator.New(aggregator.Options{Dirs: []string{dir}})))
			defer s.Close()
			for _, request := range []string{
				"GET /stats/", "GET /stats/metrics", "HEAD /stats/", "GET /stats/?junk=1", "POST /stats/",
			} {
				method, path, _ := strings.Cut(request, " ")
				if name == "alone" {
					path = strings.TrimPrefix(path, "/stats")
				}
				r, _ := http.NewRequest(method, s.URL+path, nil)
				res, err := s.Client().Do(r)
				if err != nil {
					t.Fatal(err)
				}
				var b strings.Builder
				if res.Write(&b); path == "/stats/" && method == "GET" {
					seen = b.String()
				}
			}
			if name != "alone" && !strings.Contains(seen, `"http_requests_in_flight": 0`) {
				t.Errorf("in flight while only the aggregator is asked:\n%s", seen)
			}
			for _, r := range []*stats.Registry{reg, outer} {
				for stat, want := range map[string]float64{
					"http_requests_total": 0, "http_requests_in_flight": 0, "http_response_bytes_total": 0,
					"http_request_duration_seconds_count": 0, "http_skipped_total": 5,
				} {
					if got, _ := r.Value(stat); got != want {
						t.Errorf("%s is %v, want %v", stat, got, want)
					}
				}
			}
		})
	}
}

func TestMarkEnds(t *testing.T) {
	ownrequest.Mark(selfish{httptest.NewRecorder()})
	ownrequest.Mark(httptest.NewRecorder())
}

// selfish unwraps to itself.
type selfish struct{ http.ResponseWriter }

func (w selfish) Unwrap() http.ResponseWriter { return w }
