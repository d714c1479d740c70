package conformance

import (
	"context"

	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/pipestatic/pipestatic/tests/peers"
)

func startOtel() (wrapper, func() lines) {
	count, reader := peers.Otelhttp()
	return count, func() lines { return collect(reader) }
}

func otelFacts(ls lines) facts {
	const requests = "http.server.request.duration_count"
	return facts{
		count:    number(ls.sum(requests)),
		code:     ls.by(requests, "http.response.status_code").String(),
		timed:    number(ls.sum(requests)),
		received: number(ls.sum("http.server.request.body.size_sum")),
		sent:     number(ls.sum("http.server.response.body.size_sum")),
		method:   ls.by(requests, "http.request.method").String(),
		route:    ls.by(requests, "http.route").String(),
	}
}

// collect reads what OpenTelemetry has: all that otelhttp records is histograms.
func collect(reader sdk.Reader) (ls lines) {
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		panic(err)
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Histogram[float64]:
				ls = append(ls, histogram(m.Name, data)...)
			case metricdata.Histogram[int64]:
				ls = append(ls, histogram(m.Name, data)...)
			}
		}
	}
	return ls
}

func histogram[N int64 | float64](name string, h metricdata.Histogram[N]) (ls lines) {
	for _, p := range h.DataPoints {
		labels := map[string]string{}
		for _, kv := range p.Attributes.ToSlice() {
			labels[string(kv.Key)] = kv.Value.String()
		}
		ls = append(ls, line{name + "_count", labels, float64(p.Count)},
			line{name + "_sum", labels, float64(p.Sum)})
	}
	return ls
}
