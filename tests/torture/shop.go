//go:build linux

package main

import (
	"encoding/json"
	"expvar"
	"fmt"
	"net"
	"net/http"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/expvarbridge"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// shop is a server like examples/webapp, but for its handlers, which take no time.
// It prints its URL and the path of its pipe. Without stats it has nothing of the
// kit.
//
//	shop STATS
func shop(args []string) {
	constants := number(args[0])
	path := ""
	views := expvar.NewInt("views")
	r := chi.NewRouter()
	if constants > 0 {
		testify(stats.Default(), constants)
		roles.Must(stats.Default().Open())
		path = stats.Default().Path()
		defer expvarbridge.Mirror()()
		r.Use(middleware.Stats())
	}
	r.Use(chimw.Recoverer)
	if constants > 0 {
		r.Mount("/admin/stats", aggregator.Handler())
	}
	r.Get("/products/{id}", func(w http.ResponseWriter, r *http.Request) {
		views.Add(1)
		fmt.Fprintf(w, "<h1>Product %s</h1>\n", chi.URLParam(r, "id"))
	})
	r.Get("/burden", func(w http.ResponseWriter, _ *http.Request) {
		roles.Must(json.NewEncoder(w).Encode(burden{hold(), residentMiB()}))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	roles.Must(err)
	go func() { roles.Must(http.Serve(listener, r)) }()
	fmt.Println("http://"+listener.Addr().String(), path)
	roles.UntilStdinEnds()
	roles.Must(stats.Close())
	report(counts{"most MiB": peakMiB()})
}
