package wire

import (
	"math"
	"strconv"
)

// NumBins is the number of bins of every histogram: "..0", "0..1e-9", ten a
// decade from 1e-9 to 1e15, and "1e+15..".
const NumBins = 3 + decades*perDecade

const (
	minExponent = -9
	maxExponent = 15
	decades     = maxExponent - minExponent
	perDecade   = 10
)

// edges are the bounds between the bins, from 1e-9 to 1e15: the preferred
// numbers of ISO 3, series R10. edges[i-1] is the upper bound of bin i.
var edges, ranges = makeEdges()

func makeEdges() (edges [NumBins - 2]float64, ranges [NumBins]string) {
	r10 := [perDecade]string{"1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8"}
	for i := range edges {
		text := r10[i%perDecade] + "e" + strconv.Itoa(minExponent+i/perDecade)
		edges[i], _ = strconv.ParseFloat(text, 64)
	}
	ranges[0] = "..0"
	lower := "0"
	for i, e := range edges {
		upper := edgeText(e)
		ranges[i+1] = lower + ".." + upper
		lower = upper
	}
	ranges[NumBins-1] = lower + ".."
	return edges, ranges
}

// binOf finds a bin by its range.
var binOf = makeBinOf()

func makeBinOf() map[string]int {
	m := make(map[string]int, NumBins)
	for bin, text := range ranges {
		m[text] = bin
	}
	return m
}

// edgeText is a JSON number, shorter than a value: no ".0" after a whole one,
// and the last edge with an exponent, 1e+15.
func edgeText(e float64) string {
	if e < 1e-6 || e >= 1e15 {
		return string(appendExponent(nil, e))
	}
	return strconv.FormatFloat(e, 'f', -1, 64)
}

// A float64's exponent and first three mantissa bits cut its range into steps
// of at most 12.5 %. The edges are at least 23 % apart, so a step holds at most
// one edge, and one comparison with the next edge finds the bin. Floats above
// zero are in the order of their bits.
const (
	stepShift = 52 - 3
	firstStep = (1023 - 30) << 3 // from 2^-30 on, just below the first edge
	lastStep  = (1023+49)<<3 + 6 // from 1.75 * 2^49 on: holds the last edge
	numSteps  = lastStep - firstStep + 1
)

// A step is the bin of its lower end, and the bits of the bin's upper bound.
type step struct {
	upper uint64
	bin   int
}

var steps = makeSteps()

func makeSteps() (steps [numSteps]step) {
	bin := 1
	for i := range steps {
		low := math.Float64frombits((firstStep + uint64(i)) << stepShift)
		for low > edges[bin-1] {
			bin++
		}
		steps[i] = step{math.Float64bits(edges[bin-1]), bin}
	}
	return steps
}

// Bin returns the bin that x falls into: lower < x <= upper. NaN is put beside +Inf.
func Bin(x float64) int {
	bits := math.Float64bits(x)
	i := bits>>stepShift - firstStep
	if i >= numSteps { // below zero, too
		return outerBin(x)
	}
	bin := steps[i].bin
	if bits > steps[i].upper {
		bin++
	}
	return bin
}

// outerBin is Bin where x is in none of the steps.
func outerBin(x float64) int {
	switch {
	case x <= 0:
		return 0
	case x <= edges[0]:
		return 1
	default:
		return NumBins - 1
	}
}

// Upper returns the upper bound of a bin: 0 for the first, +Inf for the last.
func Upper(bin int) float64 {
	switch bin {
	case 0:
		return 0
	case NumBins - 1:
		return math.Inf(1)
	}
	return edges[bin-1]
}

// BinRange returns a bin's range as it stands on the pipe, "0.005..0.0063".
func BinRange(bin int) string { return ranges[bin] }
