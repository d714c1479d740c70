package bench

import (
	"context"
	"expvar"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"
	hashicorp "github.com/hashicorp/go-metrics"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/prometheus/client_golang/prometheus"
	rcrowley "github.com/rcrowley/go-metrics"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// How the contestants are set up, and how their numbers are read to check them.

// registry returns an empty registry of ours that has no pipe.
func registry(maxStats int) *stats.Registry {
	return stats.New(stats.Options{Dir: "off", MaxStats: maxStats})
}

// ourSum adds up the stats of those names.
func ourSum(reg *stats.Registry, names ...string) (sum int64) {
	values := valuesOf(reg)
	for _, name := range names {
		sum += values[name]
	}
	return sum
}

// newHashicorp keeps one interval, so that nothing is dropped meanwhile.
func newHashicorp(b *testing.B) (*hashicorp.Metrics, *hashicorp.InmemSink) {
	config := hashicorp.DefaultConfig("bench")
	config.EnableHostname, config.EnableRuntimeMetrics = false, false
	sink := hashicorp.NewInmemSink(24*time.Hour, 48*time.Hour)
	m, err := hashicorp.New(config, sink)
	if err != nil {
		b.Fatal(err)
	}
	return m, sink
}

func hashicorpSum(sink *hashicorp.InmemSink) (sum int64) {
	for _, interval := range sink.Data() {
		for _, counter := range interval.Counters {
			sum += int64(counter.Count)
		}
	}
	return sum
}

func newOtel() (*sdk.MeterProvider, *sdk.ManualReader) {
	reader := sdk.NewManualReader()
	return sdk.NewMeterProvider(sdk.WithReader(reader)), reader
}

// otelSum adds up all counters, and the samples of all histograms.
func otelSum(b *testing.B, reader sdk.Reader) (sum int64) {
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		b.Fatal(err)
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					sum += p.Value
				}
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					sum += int64(p.Count)
				}
			}
		}
	}
	return sum
}

// promSum adds up the counters of one family, or the samples of its histograms.
func promSum(b *testing.B, from prometheus.Gatherer, name string) (sum int64) {
	families, err := from.Gather()
	if err != nil {
		b.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			sum += int64(m.GetCounter().GetValue()) + int64(m.GetHistogram().GetSampleCount())
		}
	}
	return sum
}

// prometheusVec returns counters told apart by a label.
func prometheusVec() (*prometheus.Registry, *prometheus.CounterVec) {
	reg := prometheus.NewRegistry()
	vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hits"}, []string{"name"})
	reg.MustRegister(vec)
	return reg, vec
}

func victoriaSum(set *metrics.Set, names []string) (sum int64) {
	for _, name := range names {
		sum += int64(set.GetOrCreateCounter(name).Get())
	}
	return sum
}

func expvarSum(counters *expvar.Map) (sum int64) {
	counters.Do(func(kv expvar.KeyValue) { sum += kv.Value.(*expvar.Int).Value() })
	return sum
}

func rcrowleySum(reg rcrowley.Registry) (sum int64) {
	reg.Each(func(_ string, counter any) { sum += counter.(rcrowley.Counter).Count() })
	return sum
}
