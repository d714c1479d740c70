package aggregator

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/go-chi/chi/v5"
)

// nothing is a host without pipes, so that these tests run everywhere.
func nothing() http.Handler {
	return &handler{rounds{read: func() (*reading, error) { return &reading{}, nil }}}
}

func TestMounts(t *testing.T) {
	h, strip := nothing(), http.StripPrefix
	mux := func(pattern string, h http.Handler) http.Handler {
		m := http.NewServeMux()
		m.Handle(pattern, h)
		return m
	}
	mount := func(pattern string, h http.Handler) http.Handler {
		r := chi.NewRouter()
		r.Mount(pattern, h)
		return r
	}
	const root, processes, metrics = `{"stats": {`, `{"processes`, `# HELP pipestatic_processes`
	const lost = `{"error": "t`
	for _, test := range []struct {
		name   string
		router http.Handler
		want   map[string]string
	}{
		{"chi.Mount", mount("/admin/stats", h), map[string]string{
			"/admin/stats": root, "/admin/stats/": root, "/admin/stats/processes": processes,
			"/admin/stats/processes/": processes, "/admin/stats/nope": lost, "/admin/stats/a/b": lost,
		}},
		{"chi.Mount and StripPrefix", mount("/admin/stats", strip("/admin/stats", h)), map[string]string{
			"/admin/stats": root, "/admin/stats/": root,
			"/admin/stats/processes": processes, "/admin/stats/nope": lost,
		}},
		{"chi.Mount in a chi.Mount", mount("/admin", mount("/stats", h)), map[string]string{
			"/admin/stats": root, "/admin/stats/": root,
			"/admin/stats/processes": processes, "/admin/stats/nope": lost,
		}},
		{"chi.Mount with a parameter", mount("/{tenant}/stats", h), map[string]string{
			"/a/stats": root, "/a/stats/": root, "/a/stats/processes": processes, "/a/stats/nope": lost,
		}},
		{"ServeMux", mux("/admin/stats/", h), map[string]string{
			"/admin/stats/": root, "/admin/stats/processes": processes, "/admin/stats/nope": lost,
		}},
		{"ServeMux with a method", mux("GET example.com/admin/stats/{rest...}", h), map[string]string{
			"/admin/stats/": root, "/admin/stats/processes": processes, "/admin/stats/nope": lost,
		}},
		{"ServeMux and StripPrefix", mux("/admin/stats/", strip("/admin/stats/", h)), map[string]string{
			"/admin/stats/": root, "/admin/stats/processes": processes, "/admin/stats/nope": lost,
		}},
		{"ServeMux, half of it stripped", mux("/admin/stats/", strip("/admin", h)), map[string]string{
			"/admin/stats/": root, "/admin/stats/processes": processes, "/admin/stats/nope": lost,
		}},
		{"ServeMux without a slash", mux("/admin/stats", h), map[string]string{"/admin/stats": root}},
		{"ServeMux, one element", mux("/admin/{view}", h), map[string]string{
			"/admin/stats": root, "/admin/processes": processes,
		}},
		{"under a name of a view", mux("/processes/", h), map[string]string{"/processes/": processes}},
		{"under the name of the metrics", mount("/metrics", h), map[string]string{
			"/metrics": metrics, "/metrics/": metrics, "/metrics/processes": processes,
		}},
		// "/" may lead to a router of another kind, which mounts us anywhere.
		{"ServeMux at the top", mux("/", h), map[string]string{
			"/": root, "/processes": processes, "/anywhere": root,
		}},
		{"chi.Mount at the top", mount("/", h), map[string]string{"/": root, "/processes": processes}},
		{"no router", h, map[string]string{
			"/": root, "/stats": root, "/cut/stats/": root, "/cut/stats/processes": processes,
			"/metrics": metrics, "/cut/stats/metrics": metrics,
			"/vars": `{"cmdline": [""]`,
		}},
	} {
		for target, want := range test.want {
			w := httptest.NewRecorder()
			test.router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
			if body := w.Body.String(); len(body) < len(want) || body[:len(want)] != want {
				t.Errorf("%s: GET %s: %d %s, want %s...", test.name, target, w.Code, body, want)
			}
			code := http.StatusOK
			if want == lost {
				code = http.StatusNotFound
			}
			if w.Code != code {
				t.Errorf("%s: GET %s: %d, want %d", test.name, target, w.Code, code)
			}
		}
	}
}

func TestSubtree(t *testing.T) {
	for pattern, want := range map[string][]string{
		"":                       nil,
		"/":                      nil,
		"GET /":                  nil,
		"/*":                     nil,
		"/{rest...}":             nil,
		"/stats":                 nil,
		"/{$}":                   nil,
		"/stats/{$}":             nil,
		"/stats/":                {"stats"},
		"/stats/*":               {"stats"},
		"POST host/a/{b}/{c...}": {"a", "{b}"},
	} {
		got, ok := subtree(pattern)
		if ok != (want != nil) || ok && !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, %t, want %q", pattern, got, ok, want)
		}
	}
}
