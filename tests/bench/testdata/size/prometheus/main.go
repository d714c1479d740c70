// A program that counts requests with prometheus/client_golang and shows them.
package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	labels := []string{"code", "method"}
	seconds := promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "seconds"}, labels)
	r := chi.NewRouter()
	r.Use(func(next http.Handler) http.Handler {
		return promhttp.InstrumentHandlerDuration(seconds, next)
	})
	r.Mount("/metrics", promhttp.Handler())
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	_ = http.ListenAndServe("127.0.0.1:8080", r)
}
