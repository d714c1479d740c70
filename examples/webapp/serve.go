package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/expvarbridge"
	"github.com/pipestatic/pipestatic/stats"
)

// run is the program: it serves the shop until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("%w (choose another port: -addr 127.0.0.1:8081)", err)
	}
	defer stats.Close()
	remove := expvarbridge.Mirror()
	defer remove()

	url := "http://" + listener.Addr().String()
	greet(out, url)
	return serve(ctx, listener, traffic{url: url, perSecond: o.traffic})
}

// greet tells where to look. The pipe would open by itself; asked to, it says
// whether it did.
func greet(out io.Writer, url string) {
	fmt.Fprintln(out, "webapp is running, pid", os.Getpid())
	if err := stats.Default().Open(); err != nil {
		fmt.Fprintln(out, "no pipe, the shop goes on without:", err)
	} else if path := stats.Default().Path(); path != "" {
		fmt.Fprintln(out, "this process:", "cat", path)
	}
	fmt.Fprintln(out, "all processes:", url+"/admin/stats")
	fmt.Fprintln(out, "the shop:", url+"/products")
}

// serve serves the shop until ctx ends, then lets everything under way finish:
// first the customers leave, then the server, then the last job.
func serve(ctx context.Context, listener net.Listener, customers traffic) error {
	shop := newShop()
	server := &http.Server{
		Handler:           routes(shop),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var jobs sync.WaitGroup
	jobs.Go(shop.jobs.work)
	defer jobs.Wait()
	defer shop.jobs.close()

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var visits sync.WaitGroup
	visits.Go(func() { customers.run(ctx) })
	defer visits.Wait()

	select {
	case err := <-failed:
		stop()
		return err
	case <-ctx.Done():
	}
	visits.Wait()
	return shutdown(server)
}

// shutdown gives the requests under way a moment to finish.
func shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
