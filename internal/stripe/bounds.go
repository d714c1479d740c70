package stripe

import "github.com/pipestatic/pipestatic/internal/wire"

// Bounds returns the upper bounds of the bins of [Counts], in order; the last
// is +Inf.
func Bounds() []float64 {
	bounds := make([]float64, wire.NumBins)
	for i := range bounds {
		bounds[i] = wire.Upper(i)
	}
	return bounds
}
