//go:build unix

package e2e

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// What names could try. Each calls hacked() if it succeeds.
func hostileNames() []string {
	return []string{
		`<img src=x onerror=hacked()>`,
		`</script><script>hacked()</script>`,
		`</textarea></title></style><svg onload=hacked()>`,
		`"><img src=x onerror=hacked()>`,
		`' onmouseover='hacked()`,
		`javascript:hacked()`,
		`{{.}}${hacked()}` + "`${hacked()}`",
		"\u202Egnp.exe\u2066 \u05D0\u05D1 right to left",
		"__proto__", "constructor", "toString",
		`http_route_requests_total{method="GET",route="<img src=x onerror=hacked()>",code="200"}`,
		`http_route_requests_total{route="`, `_bucket{range="`, `{`, `a{b="c"`,
		strings.Repeat("long ", 2000),
	}
}

// hostileServer serves the page of a program with these names.
func hostileServer(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	reg := stats.New(stats.Options{Dir: dir, Program: `<img src=x onerror=hacked()>`})
	middleware.New(middleware.Options{Registry: reg})
	for i, name := range hostileNames() {
		reg.Stat(name).Add(int64(i + 1))
	}
	if err := reg.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reg.Close() })
	server := httptest.NewServer(aggregator.New(aggregator.Options{Dirs: []string{dir}}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestHostileNamesRunNothing(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	address := url.Values{}
	for _, key := range []string{"find", "chart", "sort", "routes", "processes", "all", "bins"} {
		address.Set(key, hostileNames()[1])
	}
	server := hostileServer(t)
	for _, query := range []string{
		"", address.Encode(),
		url.Values{"chart": {hostileNames()[0]}}.Encode(),
		url.Values{"program": {hostileNames()[0]}, "process": {hostileNames()[3]}}.Encode(),
	} {
		b.open(server + "/?" + query)
		b.until("it is live", `polls > 1`)
		if got := eval[int](b, `document.images.length +
			document.querySelectorAll("td img, svg:not([viewBox])").length`); got != 1 {
			t.Errorf("%d pictures are in the page, want the one that is ours", got)
		}
		if eval[bool](b, `typeof hacked !== "undefined"`) {
			t.Error("somebody declared it")
		}
	}
	b.open(server + "/?all=1&find=")
	b.until("it is live", `polls > 1`)
	shown := eval[[]string](b,
		`[...document.querySelectorAll("#stats tbody th")].map((th) => th.textContent)`)
	for _, name := range hostileNames() {
		if !slices.Contains(shown, name) && !slices.Contains(shown, strconv.Quote(name)) {
			t.Errorf("%.60q is not listed", name)
		}
	}
	if width := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); width > 0 {
		t.Errorf("the page is %d pixels wider than the window", width)
	}
	if !eval[bool](b, `routesTable.rows.has("<img src=x onerror=hacked()>")`) {
		t.Error("a hostile route is not listed")
	}
}
