package differential

import (
	"context"
	"crypto/tls"
	"log"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/differential/internal/memnet"
	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/request"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// registries is how many registries a stack counts into.
const registries = 2

// A Tester serves cases.
type Tester struct {
	// Bubble runs a function in a testing/synctest bubble of its own.
	Bubble func(func())

	// Stats is the middleware under test.
	Stats func(reg *stats.Registry, prefix string, skip bool) stack.Middleware

	// File is a file of at least 100 KiB that handlers copy from.
	File string
}

// bare is the middleware that is not there.
func bare(stack.Layer) stack.Middleware {
	return func(next http.Handler) http.Handler { return next }
}

// Serve serves a case, with the middleware or without it.
func (t Tester) Serve(c Case, counted bool) (r Result) {
	regs := make([]*stats.Registry, registries)
	for i := range regs {
		regs[i] = stats.New(stats.Options{})
	}
	middleware := bare
	if counted {
		made := map[stack.Layer]stack.Middleware{} // outside of the bubble, as the registries are
		for _, l := range c.Layers {
			if l.Kind == stack.Stats {
				made[l] = t.Stats(regs[l.Registry], l.Prefix, l.Skip)
			}
		}
		middleware = func(l stack.Layer) stack.Middleware { return made[l] }
	}
	hangs := time.AfterFunc(time.Minute, func() { panic("this hangs:\n" + c.String()) })
	t.Bubble(func() { r = serve(c, t.File, middleware) })
	hangs.Stop()
	for _, reg := range regs {
		var text strings.Builder
		_, _ = reg.WriteTo(&text) // into memory
		r.Snapshots = append(r.Snapshots, text.String())
	}
	return r
}

// request returns the request of an exchange, with its number.
func (c Case) request(i int) request.Request {
	r := c.Exchanges[i].Request
	number := [2]string{exchangeHeader, string(rune('0' + i))}
	r.Header = append(append([][2]string(nil), r.Header...), number)
	return r
}

// serve serves a case. It runs in a bubble.
func serve(c Case, file string, middleware func(stack.Layer) stack.Middleware) (res Result) {
	r := &run{driver: newDriver(), Case: c, file: file}
	r.calls = make([]*program.Call, len(c.Exchanges))
	r.served = make([]context.Context, len(c.Exchanges))
	for range c.Exchanges {
		r.probes = append(r.probes, make([]Probe, len(c.Layers)+1))
	}
	build := stack.Build{Program: http.HandlerFunc(r.program), Stats: middleware, Probe: r.probe}
	handler := r.probe(len(c.Layers), build.Handler(c.Layers))
	logged := &lines{}
	srv := &http.Server{
		Handler: handler, ErrorLog: log.New(logged, "", 0), Protocols: new(http.Protocols),
	}
	listener := memnet.Listen()
	r.listen(srv, listener)
	r.drive(c)
	_ = srv.Close()
	r.pass(time.Hour)

	var methods []string
	for i := range c.Exchanges {
		method := r.probes[i][len(c.Layers)].Method
		if method == "" { // no handler was asked
			method = c.Exchanges[i].Request.Method
		}
		methods = append(methods, method)
		x := ExchangeResult{Probes: r.probes[i]}
		if call := r.calls[i]; call != nil {
			x.Ran, x.Trace, x.Facts = true, call.Trace(), call.Known()
		}
		res.Exchanges = append(res.Exchanges, x)
	}
	r.client.result(methods, &res)
	res.Log = logged.all()
	return res
}

// listen starts the server and connects the client.
func (r *run) listen(srv *http.Server, l *memnet.Listener) {
	switch r.Protocol {
	case HTTP1:
		srv.Protocols.SetHTTP1(true)
		go func() { _ = srv.Serve(l) }()
		r.client = dialHTTP1(l, r.Case)
	case HTTP2:
		srv.Protocols.SetUnencryptedHTTP2(true)
		go func() { _ = srv.Serve(l) }()
		r.client = dialHTTP2(l, r.Case)
	case HTTP2TLS:
		srv.Protocols.SetHTTP2(true)
		srv.TLSConfig = &tls.Config{
			Certificates: []tls.Certificate{certificate()}, CurvePreferences: []tls.CurveID{tls.X25519},
		}
		go func() { _ = srv.ServeTLS(l, "", "") }()
		r.client = dialHTTP2(l, r.Case)
	}
}

// program runs the program of the exchange that a request is of.
func (r *run) program(w http.ResponseWriter, req *http.Request) {
	i := exchangeOf(req)
	r.mu.Lock()
	c := &program.Call{W: w, R: req, Client: asker{r, i}, Served: r.served[i], File: r.file}
	r.calls[i] = c
	r.mu.Unlock()
	r.busy(1)
	defer r.busy(-1)
	program.Run(r.Exchanges[i].Program, c)
	if r.Exchanges[i].Program.Has("the client leaves") {
		r.pause(0)
	}
}

// An asker is what a program asks of its client.
type asker struct {
	*run
	exchange int
}

func (a asker) Leave(how program.Leaving) {
	a.pause(0) // net/http may be reading ahead
	a.driver.leave(a.exchange, how, len(a.Exchanges))
	a.pause(0)
}

func (a asker) SendNext() {
	a.client.send(a.exchange)
	a.pause(0)
}

func (a asker) Pause(d time.Duration) { a.pause(d) }

func (a asker) Position() int {
	if a.http2() || stack.Has(a.Layers, stack.Timeout) {
		a.pause(0) // what the operation led to happens in other goroutines
	}
	return a.client.position(a.exchange)
}

// lines is a log, without what depends on the code that the log is about.
type lines struct {
	mu   sync.Mutex
	text []string
}

var (
	caller    = regexp.MustCompile(` from \S+ \(\S+\)$`)
	firstLine = regexp.MustCompile(`^.*`)
)

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, caller.ReplaceAllString(firstLine.FindString(string(p)), ""))
	return len(p), nil
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text
}
