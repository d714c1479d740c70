package stripe

import "testing"

func TestZeroFloat(t *testing.T) {
	var x Float
	x.Add(0.5)
	x.Add(-2)
	if got := x.Load(); got != -1.5 {
		t.Error(got)
	}
}

// Whole numbers below 2^53 are exact in any order, so no add may be lost.
func TestFloatCountsExactly(t *testing.T) {
	const goroutines, adds = 64, 500
	var x Float
	x.Store(1 << 40)
	together(goroutines, func(i int) {
		for range adds {
			x.Add(float64(i))
		}
	})
	if got, want := x.Load(), float64(1<<40+adds*goroutines*(goroutines-1)/2); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
