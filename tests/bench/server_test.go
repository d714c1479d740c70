//go:build linux

package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
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
// connections of this machine for a second. Whoever has to count does.
func BenchmarkServer(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		b.Skip("needs wrk: install it")
	}
	for _, m := range middlewares() {
		b.Run(m.name+"/requests", func(b *testing.B) {
			url := start(b, b.TempDir(), "shop", m.name).ready
			b.ResetTimer()
			var rates float64
			for b.Loop() {
				rates += askAll(b, wrk, url)
			}
			b.ReportMetric(rates/float64(b.N), "requests/s")
		})
	}
}

// askAll returns how many requests a second were answered.
func askAll(b *testing.B, wrk, url string) float64 {
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, wrk, "-t1", "-c16", "-d1s", url).Output()
	rate := regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`).FindSubmatch(out)
	if err != nil || rate == nil || strings.Contains(string(out), "Non-2xx") {
		b.Fatalf("wrk: %v\n%s", err, out)
	}
	perSecond, _ := strconv.ParseFloat(string(rate[1]), 64)
	return perSecond
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
