// A program with the kit: middleware, pipe and aggregator.
package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
)

func main() {
	r := chi.NewRouter()
	r.Use(middleware.Stats())
	r.Mount("/admin/stats", aggregator.Handler())
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	_ = http.ListenAndServe("127.0.0.1:8080", r)
}
