package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"
)

// answer serves until ctx ends, then gives the requests under way a moment to
// finish: a reading takes two seconds at the most, so longer is for the network.
// It is asked to end by SIGTERM, and interrupted by SIGINT.
func answer(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		// As long as the aggregator gives a client to take an answer. The page asks
		// again and again, and nothing is an endless stream.
		WriteTimeout: time.Minute,
		IdleTimeout:  2 * time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(finish); err != nil {
		_ = server.Close()
	}
	var by caught
	if errors.As(context.Cause(ctx), &by) && by.Signal == os.Interrupt {
		return by
	}
	return nil
}
