//go:build unix

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

// idle is a program that counted once and then does nothing, with a pipe or
// without.
func idle(args []string) {
	if args[0] != "pipestatic" {
		untilStdinEnds("")
		return
	}
	stats.Incr("signups")
	must(stats.Default().Open())
	untilStdinEnds(stats.Default().Path())
}

// BenchmarkIdle reports how often the threads of a program are woken that has
// nothing to do, and what it costs when somebody reads its pipe each second.
func BenchmarkIdle(b *testing.B) {
	const watched = 3 * time.Second
	for _, who := range []string{"pipestatic", "a program alone"} {
		b.Run(who+"/nobody reads", func(b *testing.B) {
			p := start(b, b.TempDir(), "idle", who)
			wakeups(b, p, watched, func() {})
		})
	}
	b.Run("pipestatic/one read a second", func(b *testing.B) {
		p := start(b, b.TempDir(), "idle", "pipestatic")
		wakeups(b, p, watched, func() {
			if text, err := os.ReadFile(p.ready); err != nil || len(text) == 0 {
				b.Errorf("read %q, %v", text, err)
			}
		})
	})
}

// wakeups reports the context switches of all threads of the process in a
// second. What it does comes each second.
func wakeups(b *testing.B, p *process, watched time.Duration, each func()) {
	time.Sleep(watched / 3) // what the start brings about is over by then
	var woken int64
	for b.Loop() {
		before := switches(b, p.Process.Pid)
		for range int(watched.Seconds()) {
			each()
			time.Sleep(time.Second)
		}
		woken += switches(b, p.Process.Pid) - before
	}
	b.ReportMetric(float64(woken)/float64(b.N)/watched.Seconds(), "wake-ups/s")
}

// switches returns how often the threads of a process have been switched to.
func switches(b *testing.B, pid int) (sum int64) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if len(files) == 0 {
		b.Skip("needs /proc")
	}
	line := regexp.MustCompile(`(?m)^(?:non)?voluntary_ctxt_switches:\s+(\d+)$`)
	for _, file := range files {
		status, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has ended
		}
		for _, m := range line.FindAllSubmatch(status, -1) {
			n, _ := strconv.ParseInt(string(m[1]), 10, 64)
			sum += n
		}
	}
	return sum
}

// BenchmarkStart starts a program, until its pipe can be read, beside one that
// has none.
func BenchmarkStart(b *testing.B) {
	for _, who := range []string{"pipestatic", "a program alone"} {
		b.Run(who+"/start", func(b *testing.B) {
			dir := b.TempDir()
			for b.Loop() {
				start(b, dir, "idle", who).stop()
			}
		})
	}
}

// BenchmarkSize reports what libraries add to a program with net/http and chi.
func BenchmarkSize(b *testing.B) {
	alone := binarySize(b, "alone")
	for _, who := range []string{"pipestatic", "prometheus", "otel"} {
		b.Run(who+"/binary", func(b *testing.B) {
			var size int64
			for b.Loop() {
				size = binarySize(b, who)
			}
			b.ReportMetric(float64(size-alone), "B/added")
		})
	}
}

func binarySize(b *testing.B, who string) int64 {
	binary := filepath.Join(b.TempDir(), "binary")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, "./testdata/size/"+who)
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
