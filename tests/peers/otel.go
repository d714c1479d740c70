package peers

import (
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	sdk "go.opentelemetry.io/otel/sdk/metric"
)

// Otelhttp starts OpenTelemetry's, with metrics and without traces.
func Otelhttp() (Middleware, sdk.Reader) {
	reader := sdk.NewManualReader()
	provider := sdk.NewMeterProvider(sdk.WithReader(reader))
	return otelhttp.NewMiddleware("server", otelhttp.WithMeterProvider(provider)), reader
}
