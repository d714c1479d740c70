//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/internal/pipetest"
	"github.com/pipestatic/pipestatic/stats"
)

// Texts that are something else to an HTML page, a script, a header, a shell, a
// JSON reader or a scraper.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</title><svg/onload=alert(1)>`,
	`javascript:alert(1)//`, `\`,
	"a\r\nContent-Type: text/html\r\n\r\n<script>", `'"}` + "`${alert(1)}`",
	"\u2028\u2029\u202e", "\x00\x1b[2J\x7f", `{"__proto__": 1}`, "\xff\xfe<\xc0\xbc", `\"`, "",
	"# HELP x", "x 1\ny 2", `x{a="b"} 1`, "../../etc/passwd", "__proto__", "cmdline",
	strings.Repeat("<b>", 1000),
}

// hostileHost serves programs, stats, labels, histograms and files of hostile
// names, and returns the aggregator that reads them.
func hostileHost(t *testing.T) http.Handler {
	t.Helper()
	dir := filepath.Join(t.TempDir(), `<img src=x onerror=alert(1)>"`)
	for texts := range slices.Chunk(hostile, 5) {
		r := stats.New(stats.Options{Dir: dir, Program: texts[0]})
		for _, s := range texts {
			for _, name := range []string{s, stats.Name("jobs", "queue", s), stats.Name("j", s, "x")} {
				r.Stat(name).Incr()
				r.Stat(name + "_level").SetFloat(0.5)
				r.Histogram(name + "_seconds").Observe(0.25)
			}
		}
		if err := r.Open(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.Close() })
	}
	foreign := strings.Join(hostile, ": 1\n") + ": 1\n"
	pipetest.Serve(t, dir, fmt.Sprintf("%d-99.stats", os.Getpid()), pipetest.Unmarked,
		pipetest.Text(foreign))
	odd := filepath.Join(dir, "<script>alert(1)<\\script>\"\n\xff.stats")
	if err := os.WriteFile(odd, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return aggregator.New(aggregator.Options{Dirs: []string{dir}, Timeout: 5 * time.Second})
}

// mounts are the ways to put the aggregator below /admin/stats.
func mounts(h http.Handler) map[string]http.Handler {
	const at = "/admin/stats"
	inChi := func(h http.Handler) http.Handler {
		r := chi.NewRouter()
		r.Mount(at, h)
		return r
	}
	inMux := func(h http.Handler) http.Handler {
		mux := http.NewServeMux()
		mux.Handle(at+"/", h)
		return mux
	}
	return map[string]http.Handler{
		"no router":             h,
		"chi":                   inChi(h),
		"chi, StripPrefix":      inChi(http.StripPrefix(at, h)),
		"ServeMux":              inMux(h),
		"ServeMux, StripPrefix": inMux(http.StripPrefix(at, h)),
	}
}

// Whatever is asked of whatever mount, and whatever the programs call
// themselves and their numbers: what comes back is in good form, and nothing
// that a browser runs.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	for name, h := range mounts(hostileHost(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := serveHTTP(t, h)
			ours := map[int]int{}
			for _, request := range hostileRequests() {
				if r, replied := sendRaw(t, address, request); replied {
					checkReply(t, r)
					if r.ours {
						ours[r.code]++
					}
					if t.Failed() {
						t.Fatalf("asked for %.300q", request)
					}
				}
			}
			t.Logf("the aggregator's own answers, by status: %v", ours)
			if ours[200] < 20 || ours[400] < 5 || ours[405] < 10 {
				t.Error("too few of these reach the aggregator")
			}
		})
	}
}

// serveHTTP serves h on a port of its own, with small send buffers: what a client
// does not take stays with the handler.
func serveHTTP(t *testing.T, h http.Handler) (address string) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		_ = c.(*net.TCPConn).SetWriteBuffer(64 << 10)
		return ctx
	}
	s.Start()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}
