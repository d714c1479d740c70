//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
	"golang.org/x/sys/unix"
)

// worker is one of several processes that serve the same, as a service that is
// replaced without a gap has them. It prints its address, and when it is told to
// end, how many requests it has served.
//
//	worker ADDRESS LINGER
//
// Several may have the same address: the kernel gives each a share of the
// connections.
func worker(args []string) {
	linger, err := time.ParseDuration(args[1])
	must(err)
	reg := stats.New(stats.Options{Program: "worker", Linger: linger})
	must(reg.Open())
	listener, err := listenTogether(args[0])
	must(err)
	server := &http.Server{Handler: workerRoutes(reg)}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() { untilStdinEnds(); stop() }()
	go func() { _ = server.Serve(listener) }()
	fmt.Println(listener.Addr())
	<-ctx.Done()
	must(server.Shutdown(context.Background()))
	begun := time.Now()
	must(reg.Close())
	served, _ := reg.Value("http_requests_total")
	fmt.Printf("%.0f %t\n", served, time.Since(begun) < linger)
}

func workerRoutes(reg *stats.Registry) http.Handler {
	take := func(d time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			begun := time.Now()
			time.Sleep(d)
			w.Header().Set("Took", time.Since(begun).String())
		}
	}
	r := chi.NewRouter()
	r.Mount("/stats", aggregator.Handler()) // not counted itself
	r.Group(func(r chi.Router) {
		r.Use(middleware.New(middleware.Options{Registry: reg}))
		r.Get("/quick", take(3*time.Millisecond))
		r.Get("/slow", take(60*time.Millisecond))
	})
	return r
}

// aggregatorAt is a process that has nothing but the aggregator in it, and at
// /heap what that has after a collection: bytes and goroutines. It prints its
// address.
//
//	aggregator ADDRESS
func aggregatorAt(args []string) {
	listener, err := listenTogether(args[0])
	must(err)
	fmt.Println(listener.Addr())
	http.Handle("/", aggregator.Handler())
	http.HandleFunc("/heap", func(w http.ResponseWriter, _ *http.Request) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Fprintln(w, m.HeapAlloc, runtime.NumGoroutine())
	})
	go func() { must(http.Serve(listener, nil)) }()
	untilStdinEnds()
}

func listenTogether(address string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) (err error) {
		set := func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
		}
		if failed := c.Control(set); failed != nil {
			return failed
		}
		return err
	}}
	return config.Listen(context.Background(), "tcp", address)
}
