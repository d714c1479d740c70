package wire

import "math"

// A Distribution is how many samples fell into each bin of a histogram.
type Distribution [NumBins]float64

// Quantile returns the value that so many thousandths of the samples do not
// exceed. It lies in the bin of the very sample; within that bin the samples
// are taken to be spread evenly. What is zero or less is 0, and what is above
// the last edge is that edge, because nothing is known but the side.
func (d *Distribution) Quantile(thousandths float64) float64 {
	total := 0.0
	for _, n := range d {
		total += n
	}
	rank := math.Ceil(total * thousandths / 1000)
	before := 0.0
	for i, n := range d {
		if n > 0 && before+n >= rank {
			return within(i, (rank-before)/n)
		}
		before += n
	}
	return math.NaN() // no samples, or more than a float can count
}

// within returns the value that a part of a bin's samples do not exceed.
func within(i int, part float64) float64 {
	if i == 0 {
		return 0
	}
	lower, upper := Upper(i-1), Upper(i)
	if math.IsInf(upper, 1) {
		return lower
	}
	return lower + (upper-lower)*part
}
