package stripe_test

import (
	"math"
	"testing"

	"github.com/pipestatic/pipestatic/internal/stripe"
)

// Each bound is in the bin that it is the bound of.
func TestBounds(t *testing.T) {
	bounds := stripe.Bounds()
	for i, b := range bounds[:len(bounds)-1] {
		var h stripe.Histogram
		var c stripe.Counts
		h.Observe(b)
		h.AddTo(&c)
		if c.Bins[i] != 1 {
			t.Errorf("%v is not in bin %d", b, i)
		}
	}
	last := bounds[len(bounds)-1]
	if !math.IsInf(last, 1) || len(bounds) != len(stripe.Counts{}.Bins) {
		t.Errorf("%d bounds, the last is %v", len(bounds), last)
	}
}
