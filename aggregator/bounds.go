package aggregator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// The upper bounds of the buckets that a scraper gets, by unit. All are edges of
// bins, so that each bucket is exact.
var (
	secondBounds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	byteBounds   = decades(2, 9)
	otherBounds  = decades(-3, 6)
)

// decades returns 1, 2.5 and 5 of each decade, from 10 to the first power up to
// 10 to the last.
func decades(first, last int) (bounds []float64) {
	for e := first; e < last; e++ {
		for _, digits := range []string{"1", "2.5", "5"} {
			x, _ := strconv.ParseFloat(fmt.Sprintf("%se%d", digits, e), 64)
			bounds = append(bounds, x)
		}
	}
	x, _ := strconv.ParseFloat(fmt.Sprintf("1e%d", last), 64)
	return append(bounds, x)
}

// boundsOf goes by the unit that a histogram's name ends in.
func boundsOf(family string) []float64 {
	switch {
	case strings.HasSuffix(family, "_seconds"):
		return secondBounds
	case strings.HasSuffix(family, "_bytes"):
		return byteBounds
	}
	return otherBounds
}

// bucketOf returns the first bucket that a bin is within: len(bounds) is the one
// without a bound.
func bucketOf(bounds []float64, bin int) int {
	i, _ := slices.BinarySearch(bounds, wire.Upper(bin))
	return i
}
