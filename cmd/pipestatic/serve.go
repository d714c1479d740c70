package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
)

// A serving is what serve was asked for.
type serving struct {
	addr, path string
	hosts      []string
	dirs       *[]string
	every      time.Duration
}

func serve() command {
	return command{
		name:    "serve",
		summary: "answer with the sum of all processes, over HTTP",
		setUp: func(flags *flag.FlagSet) action {
			s := serving{dirs: addDirs(flags)}
			flags.StringVar(&s.addr, "addr", "127.0.0.1:7828", "`address` to listen on")
			flags.StringVar(&s.path, "path", "/stats", "`path` of the sums")
			flags.DurationVar(&s.every, "every", 5*time.Second,
				"`interval` of readings that nobody asked for, so that little of what a process"+
					" counted is lost with it; 0: none")
			flags.Func("host", "`name` that a proxy passes on, to be answered beside localhost"+
				" where the address is a loopback one; may be repeated",
				func(host string) error { s.hosts = append(s.hosts, host); return nil })
			return func(ctx context.Context, c console, _ []string) error { return s.run(ctx, c) }
		},
	}
}

func (s serving) run(ctx context.Context, c console) error {
	if err := s.check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("%w; another -addr may be free", err)
	}
	h := newHost(*s.dirs)
	handler := s.routes(h.handler)
	if addr, ok := listener.Addr().(*net.TCPAddr); ok && addr.IP.IsLoopback() {
		// Nobody asks for a password here, so no web site may get in, either.
		handler = aggregator.LocalOnly(handler, s.hosts...)
	}
	fmt.Fprintf(c.out, "all processes: http://%s%s\n", listener.Addr(), s.path)
	ctx, stop := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.readOn(ctx, c, h)
	}()
	err = answer(ctx, listener, handler)
	stop(err)
	<-done
	return err
}

// check refuses what net/http would panic at.
func (s *serving) check() error {
	clean := path.Clean(s.path) == s.path && strings.HasPrefix(s.path, "/")
	if !clean || strings.ContainsAny(s.path, "{} \t%?#") || s.path == health {
		return usageError("-path %s: give it a path such as /stats", s.path)
	}
	if s.every < 0 {
		return usageError("-every %v: give it a time such as 5s, or 0 for never", s.every)
	}
	return nil
}

const health = "/healthz"

// routes puts the sums at the path, not only below it: nobody has to follow a
// redirect.
func (s serving) routes(sums http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(s.path, sums)
	if s.path != "/" {
		mux.Handle(s.path+"/", sums)
	}
	mux.HandleFunc(health, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n")
	})
	return mux
}

// readOn reads all pipes again and again. It says when that fails, and why, once.
func (s serving) readOn(ctx context.Context, c console, h host) {
	if s.every == 0 {
		return
	}
	ticks := time.NewTicker(s.every)
	defer ticks.Stop()
	before := ""
	for {
		// No name matches: growth is kept of all, and none has to be written out.
		_, err := h.read(ctx, url.Values{"match": {""}})
		now := ""
		if err != nil {
			now = err.Error()
		}
		if now != before && now != "" && ctx.Err() == nil {
			c.complain("%v", err)
		}
		before = now
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
}
