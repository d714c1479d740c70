// A program that counts requests with OpenTelemetry. It has no exporter: which
// one, and so how large, is its choice.
package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/sdk/metric"
)

func main() {
	provider := metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))
	r := chi.NewRouter()
	r.Use(otelhttp.NewMiddleware("server", otelhttp.WithMeterProvider(provider)))
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	_ = http.ListenAndServe("127.0.0.1:8080", r)
}
