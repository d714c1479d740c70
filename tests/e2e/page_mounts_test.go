//go:build unix

package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// proxy cuts one prefix off and puts another one on, as proxies do.
func proxy(t *testing.T, to http.Handler, cut, put string) http.Handler {
	server := httptest.NewServer(to)
	t.Cleanup(server.Close)
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.URL.Path = put + strings.TrimPrefix(r.In.URL.Path, cut)
	}}
}

func TestThePageWhereverItIsMounted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	reg := stats.New(stats.Options{Dir: dir, Program: "shop"})
	middleware.New(middleware.Options{Registry: reg})
	if err := reg.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reg.Close() })
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	mounted := chi.NewRouter()
	mounted.Mount("/admin/stats", h)
	slashless := chi.NewRouter()
	slashless.Use(chimw.RedirectSlashes)
	slashless.Mount("/admin/stats", http.StripPrefix("/admin/stats", h))
	tree, exact := http.NewServeMux(), http.NewServeMux()
	tree.Handle("/admin/stats/", http.StripPrefix("/admin/stats", h))
	exact.Handle("GET /admin/stats", h)
	b := newTab(t)
	for _, test := range []struct {
		name    string
		handler http.Handler
		paths   []string
	}{
		{"chi.Mount", mounted, []string{"/admin/stats", "/admin/stats/"}},
		{"chi.Mount, StripPrefix, RedirectSlashes", slashless, []string{"/admin/stats", "/admin/stats/"}},
		{"ServeMux, a subtree", tree, []string{"/admin/stats/", "/admin/stats"}},
		{"ServeMux, one path", exact, []string{"/admin/stats"}},
		{"no router", h, []string{"/", "/anywhere", "/any/where/"}},
		{"a proxy that cuts", proxy(t, h, "/host", ""), []string{"/host/", "/host"}},
		{"a proxy that renames", proxy(t, mounted, "/host/7", "/admin/stats"),
			[]string{"/host/7/", "/host/7"}},
	} {
		server := httptest.NewServer(test.handler)
		t.Cleanup(server.Close)
		for _, path := range test.paths {
			t.Log(test.name, path)
			b.open(server.URL + path)
			b.until("it is live, and in style", `polls > 1 && statsTable.body.rows.length > 5 &&
				getComputedStyle(document.body).maxWidth !== "none"`)
			b.do(chromedp.Click(`#programs li:nth-child(2) a`, chromedp.ByQuery))
			b.until("a program is picked", `polls > 0 && location.search === "?program=shop"`)
			for _, view := range []string{"json", "processes", "metrics", "vars"} {
				link := `document.querySelector('footer a[href="?view=` + view + `"]').href`
				if code := eval[int](b, `fetch(`+link+`).then((answer) => answer.status)`); code != 200 {
					t.Errorf("%s, %s: the link to %s leads to %d", test.name, path, view, code)
				}
			}
		}
	}
}
