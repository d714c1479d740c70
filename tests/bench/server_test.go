//go:build linux

package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/peers"
)

// BenchmarkServer has wrk ask a server of its own for one page, over 16
// connections of this machine for a second. Whoever has to count does. How many
// requests that are depends on what else wants the cores, how many in a second
// of the server's own on any of them depends on it much less.
func BenchmarkServer(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		b.Skip("needs wrk: install it")
	}
	for _, m := range middlewares() {
		b.Run(m.name+"/requests", func(b *testing.B) {
			p := start(b, b.TempDir(), "shop", m.name)
			b.ResetTimer()
			var requests, seconds, busy float64
			for b.Loop() {
				before := running(b, p.Process.Pid)
				n, took := askAll(b, wrk, p.ready)
				requests, seconds = requests+n, seconds+took
				busy += (running(b, p.Process.Pid) - before).Seconds()
			}
			b.ReportMetric(requests/seconds, "requests/s")
			b.ReportMetric(requests/busy, "requests/cpu-s")
		})
	}
}

// askAll returns how many requests were answered in how many seconds.
func askAll(b *testing.B, wrk, url string) (requests, seconds float64) {
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, wrk, "-t1", "-c16", "-d1s", url).Output()
	all := regexp.MustCompile(`(\d+) requests in ([0-9.]+)s`).FindSubmatch(out)
	if err != nil || all == nil || strings.Contains(string(out), "Non-2xx") {
		b.Fatalf("wrk: %v\n%s", err, out)
	}
	requests, _ = strconv.ParseFloat(string(all[1]), 64)
	seconds, _ = strconv.ParseFloat(string(all[2]), 64)
	return requests, seconds
}

// running returns how long the threads of a process have been running.
func running(b *testing.B, pid int) (sum time.Duration) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if len(files) == 0 {
		b.Skip("needs /proc")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has ended
		}
		first, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(first, 10, 64)
		sum += time.Duration(n)
	}
	return sum
}

// serveShop is a server with the routes of examples/webapp and one of the
// middlewares. Ours is what a program would take, with its pipe.
func serveShop(args []string) {
	count := peers.Bare
	for _, m := range middlewares() {
		if m.name == args[0] && m.name != "pipestatic" {
			count, _ = m.start(nil)
		}
	}
	if args[0] == "pipestatic" {
		count = middleware.Stats()
		must(stats.Default().Open())
	}
	r := chi.NewRouter()
	r.Use(count)
	for _, route := range []string{"/products", "/products/{id}"} {
		r.Get(route, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "<h1>Product %s</h1>\n", chi.URLParam(r, "id"))
		})
	}
	for _, route := range []string{"/carts", "/orders", "/signups"} {
		r.Post(route, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go func() { must(http.Serve(listener, r)) }()
	untilStdinEnds(fmt.Sprintf("http://%s/products/7", listener.Addr()))
}
