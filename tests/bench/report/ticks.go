package main

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// ticks are those of a logarithmic scale, with the unit at the powers of ten; on a
// short one, at 2 and 5 of them, too, or without a unit, at the powers of two.
type ticks struct{ unit string }

func (t ticks) Ticks(least, most float64) []plot.Tick {
	const near = 1.0000001
	all := plot.LogTicks{Prec: -1}.Ticks(least, most)
	for i, tick := range all {
		log := math.Log2(tick.Value)
		short := most <= 10 && log == math.Trunc(log)
		if t.unit != "" {
			short = most/least <= 100 && round(tick.Value*near)*near > tick.Value
		}
		switch {
		case tick.Label == "" && !short:
		case t.unit != "":
			all[i].Label = scaled(tick.Value*near, t.unit)
		default:
			all[i].Label = strconv.FormatFloat(tick.Value, 'g', -1, 64)
		}
	}
	return all
}

// round returns the largest of 1, 2 and 5 times a power of ten that x reaches.
func round(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	switch {
	case x >= 5*power:
		return 5 * power
	case x >= 2*power:
		return 2 * power
	}
	return power
}
