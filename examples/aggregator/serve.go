package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
)

// run is the program: it answers until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "all processes: http://%s/stats\n", listener.Addr())
	handler := routes(aggregator.New(o.Options))
	if addr, ok := listener.Addr().(*net.TCPAddr); ok && addr.IP.IsLoopback() {
		// Nobody asks for a password here, so no web site may get in, either.
		handler = aggregator.LocalOnly(handler, o.hosts...)
	}
	return serve(ctx, listener, handler)
}

// routes puts the sums at /stats, not only below it: nobody has to follow a
// redirect.
func routes(sums http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/stats", sums)
	mux.Handle("/stats/", sums)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n")
	})
	return mux
}

// serve answers until ctx ends, then gives the requests under way a moment to
// finish. A reading takes two seconds at the most, so longer is for the network.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
