//go:build linux

package e2e

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/prometheus/common/model"
)

// eval returns what PromQL makes of a query at that time. $S stands for the
// scenario's matcher in it.
func (s target) eval(query string, at time.Time) model.Vector {
	s.t.Helper()
	query = os.Expand(query, func(string) string { return fmt.Sprintf("scenario=%q", s.name) })
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	v, _, err := s.api.Query(ctx, query, at)
	if err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	vector, ok := v.(model.Vector)
	if !ok {
		s.t.Fatalf("%s is no vector: %v", query, v)
	}
	return vector
}

// number returns the only value that a query has, or -1.
func (s target) number(query string) float64 {
	s.t.Helper()
	return s.numberAt(query, time.Now())
}

// numberAtLastScrape returns the value that a query has at the time of the last
// sample: increase() then ends there, and does not extrapolate to the present.
func (s target) numberAtLastScrape(query string) float64 {
	s.t.Helper()
	last := s.number(`max(timestamp(up{$S}))`)
	return s.numberAt(query, time.UnixMilli(int64(math.Round(last*1e3))))
}

func (s target) numberAt(query string, at time.Time) float64 {
	s.t.Helper()
	if v := s.eval(query, at); len(v) == 1 {
		return float64(v[0].Value)
	}
	return -1
}

// becomes waits until a query has that value.
func (s target) becomes(query string, want float64) {
	s.t.Helper()
	got, end := 0.0, time.Now().Add(10*time.Second)
	for ; time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = s.number(query); got == want {
			return
		}
	}
	s.t.Errorf("%s is %v, not %v", query, got, want)
}

// grows waits for so many scrapes more.
func (s target) grows(scrapes float64) {
	s.t.Helper()
	const query = `max(count_over_time(up{$S}[10m]))`
	want := s.number(query) + scrapes
	eventually(s.t, 30*time.Second, "Prometheus scrapes", func() bool {
		return s.number(query) >= want
	})
}

// noSpike checks that rate() never showed much more than the clients sent. It
// extrapolates, and a late scrape has what is of the second before.
func (s target) noSpike(f *fleet) {
	s.t.Helper()
	peak := s.number(`max_over_time(sum(rate(http_requests_total{$S}[5s]))[5m:1s])`)
	s.t.Logf("the highest rate() is %.1f, in the busiest second there were %.0f", peak, f.peak())
	if peak > 1.5*f.peak() {
		s.t.Errorf("rate() is up to %.1f, in the busiest second there were %.0f", peak, f.peak())
	}
}

// quantiles checks that histogram_quantile is in the bucket of the true one, or
// in the next.
func (s target) quantiles(f *fleet) {
	s.t.Helper()
	bounds := []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	bucket := func(x float64) (i int) {
		for i < len(bounds) && x > bounds[i] {
			i++
		}
		return i
	}
	for _, q := range []float64{0.25, 0.75, 0.9, 0.99} {
		got := s.number(fmt.Sprintf(`histogram_quantile(%v,
			sum by (le) (rate(http_request_duration_seconds_bucket{$S}[5m])))`, q))
		want := f.quantile(q)
		s.t.Logf("quantile %v is %.4f, %.4f by the handlers", q, got, want)
		if diff := bucket(got) - bucket(want); diff < -1 || diff > 1 {
			s.t.Errorf("quantile %v is %.4f, %.4f by the handlers", q, got, want)
		}
	}
}
