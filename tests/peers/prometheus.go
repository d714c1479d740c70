package peers

import (
	"net/http"

	chimetrics "github.com/go-chi/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	slokprom "github.com/slok/go-http-metrics/metrics/prometheus"
	slok "github.com/slok/go-http-metrics/middleware"
	slokstd "github.com/slok/go-http-metrics/middleware/std"
)

// Slok starts slok/go-http-metrics.
func Slok() (Middleware, prometheus.Gatherer) {
	reg := prometheus.NewRegistry()
	m := slok.New(slok.Config{Recorder: slokprom.NewRecorder(slokprom.Config{Registry: reg})})
	return slokstd.HandlerProvider("", m), reg
}

// Promhttp starts what client_golang brings for handlers. It leaves
// InstrumentHandlerRequestSize out: it estimates requests with their headers,
// and does not say what was read.
func Promhttp() (Middleware, prometheus.Gatherer) {
	labels := []string{"code", "method"}
	inFlight := prometheus.NewGauge(prometheus.GaugeOpts{Name: "in_flight"})
	total := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, labels)
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "seconds"}, labels)
	size := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "size"}, labels)
	reg := prometheus.NewRegistry()
	reg.MustRegister(inFlight, total, duration, size)
	return func(next http.Handler) http.Handler {
		next = promhttp.InstrumentHandlerResponseSize(size, next)
		next = promhttp.InstrumentHandlerDuration(duration, next)
		next = promhttp.InstrumentHandlerCounter(total, next)
		return promhttp.InstrumentHandlerInFlight(inFlight, next)
	}, reg
}

// GoChi starts go-chi/metrics, which has one set of numbers for the whole
// program: what was counted before is among them.
func GoChi() (Middleware, prometheus.Gatherer) {
	return chimetrics.Collector(chimetrics.CollectorOpts{}), prometheus.DefaultGatherer
}
