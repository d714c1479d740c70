package conformance
import (
 _ "github.com/coder/websocket"
 _ "github.com/felixge/httpsnoop"
 _ "github.com/go-chi/chi/v5"
 _ "github.com/go-chi/metrics"
 _ "github.com/prometheus/client_golang/prometheus/promhttp"
 _ "github.com/slok/go-http-metrics/middleware/std"
 _ "github.com/slok/go-http-metrics/metrics/prometheus"
 _ "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
 _ "go.opentelemetry.io/otel/sdk/metric"
 _ "github.com/pipestatic/pipestatic/middleware"
)
