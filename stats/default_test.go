package stats_test

import (
	"math"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

func TestAnyNumberType(t *testing.T) {
	type cents int32
	stats.Add("int", 1)
	stats.Add("int8", int8(-8))
	stats.Add("uint8", uint8(8))
	stats.Add("cents", cents(5))
	stats.Add("duration", 2*time.Second)
	stats.Add("uint64", uint64(math.MaxInt64))
	stats.Add("large", uint64(math.MaxInt64)+1)
	stats.Add("float32", float32(0.5))
	stats.Add("whole", 2.0)
	stats.Set("set_large", uint64(math.MaxUint64))
	stats.Set("set_int", -3)
	stats.Set("set_float", float32(0.25))
	stats.Incr("incr")
	stats.Observe("observed", 0.25)
	for name, want := range map[string]float64{
		"int": 1, "int8": -8, "uint8": 8, "cents": 5, "duration": 2e9,
		"uint64": math.MaxInt64, "large": 1 << 63, "float32": 0.5, "whole": 2,
		"set_large": math.MaxUint64, "set_int": -3, "set_float": 0.25, "incr": 1,
		"observed_count": 1, "observed_sum": 0.25,
	} {
		check(t, stats.Default(), name, want)
	}
	for _, name := range []string{
		"int", "int8", "uint8", "cents", "duration", "uint64", "large", "float32", "whole",
		"set_large", "set_int", "set_float", "incr", "observed",
	} {
		stats.Delete(name)
		absent(t, stats.Default(), name)
	}
}

// In a test binary the default registry has no pipe, unless it is asked for.
func TestDefaultHasNoPipeInTests(t *testing.T) {
	stats.Incr("x")
	if path := stats.Default().Path(); path != "" {
		t.Errorf("there is a pipe: %s", path)
	}
}
