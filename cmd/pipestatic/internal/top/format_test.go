package top

import (
	"math"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
)

func TestNumbersForPeople(t *testing.T) {
	for _, tt := range []struct {
		show func(float64) string
		f    float64
		want string
	}{
		{showRate, 0, "0"}, {showRate, 0.004, "0.00"}, {showRate, 12.3456, "12.35"},
		{showRate, 999.99, "999.99"}, {showRate, 999.999, "1,000"},
		{showRate, 1234567.8, "1,234,568"},
		{showRate, math.NaN(), dash}, {showRate, math.Inf(1), dash},
		{showCount, 0, "0"}, {showCount, -1234, "-1,234"}, {showCount, -123, "-123"},
		{showCount, 1e12, "1e+12"}, {showCount, math.NaN(), dash},
		{showShare, 0, "0"}, {showShare, 0.00001, "<0.01"}, {showShare, 0.0234, "2.34"},
		{showShare, 0.5, "50.0"}, {showShare, 0.9999, ">99.9"}, {showShare, 1, "100.0"},
		{showShare, math.NaN(), dash},
		{showSeconds, 0, "0 s"}, {showSeconds, 0.0000123456, "12.3 µs"},
		{showSeconds, 0.0123, "12.3 ms"},
		{showSeconds, 61, "61 s"}, {showSeconds, 1e15, "1e+15 s"}, {showSeconds, math.NaN(), dash},
		{showAge, 59.9, "59s"}, {showAge, 61, "1m01s"}, {showAge, 7322, "2h02m"},
		{showAge, 1e6, "11d13h"}, {showAge, math.NaN(), dash}, {showAge, 1e12, dash},
		{plain, 0.0056500000000000005, "0.00565"}, {plain, 123456789, "123456789"},
		{plain, math.NaN(), ""},
	} {
		if got := tt.show(tt.f); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.f, got, tt.want)
		}
	}
}

// The quantiles are those of the aggregator: inside the bin of the exact one.
func TestQuantiles(t *testing.T) {
	for _, tt := range []struct {
		bins map[int]float64
		want float64 // the median
	}{
		{nil, math.NaN()},
		{map[int]float64{0: 3}, 0},
		{map[int]float64{100: 1, 101: 1}, wire.Upper(100)},
		{map[int]float64{100: 2, 101: 1}, wire.Upper(100)},
		{map[int]float64{100: 1, 101: 2}, wire.Upper(100) + (wire.Upper(101)-wire.Upper(100))*0.5},
	} {
		got := counts{bins: tt.bins}.quantile(500)
		if got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("%v: got %v, want %v", tt.bins, got, tt.want)
		}
	}
}
