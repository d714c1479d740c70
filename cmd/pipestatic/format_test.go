package main

import (
	"testing"
	"time"
)

func TestAges(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]string{
		0: "0s", 59: "59s", 60: "1m0s", 3599: "59m59s", 3600: "1h0m", 172799: "47h59m", 176400: "2d1h",
	} {
		if got := shortAge(time.Duration(seconds) * time.Second); got != want {
			t.Errorf("%d: got %s, want %s", seconds, got, want)
		}
	}
}

func TestRatesForPeople(t *testing.T) {
	t.Parallel()
	for rate, want := range map[float64]string{
		0: "0/s", 0.0123456: "0.0123/s", 9.999: "10/s", 99.96: "100/s", 123456.7: "123457/s",
	} {
		if got := shortRate(rate); got != want {
			t.Errorf("%v: got %s, want %s", rate, got, want)
		}
	}
}

func TestQuantilesForPeople(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		histogram string
		value     number
		want      string
	}{
		{"d_seconds", "0", "0 s"},
		{"d_seconds", "0.00000123", "1.23 us"},
		{"d_seconds", "0.0315", "31.5 ms"},
		{`d_seconds{route="/x"}`, "0.001", "1 ms"},
		{"d_seconds", "12.5", "12.5 s"},
		{"d_seconds", "1000000", "1e+06 s"},
		{"d_bytes", "0.25", "0.25"},
		{`d_bytes{unit="_seconds"}`, "250", "250"},
		{"d_seconds", "null", "-"},
	} {
		if got := shortQuantile(test.value, isDuration(test.histogram)); got != test.want {
			t.Errorf("%s %s: got %s, want %s", test.histogram, test.value, got, test.want)
		}
	}
}
