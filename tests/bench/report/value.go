package main

import (
	"strconv"
	"strings"
)

// format shows a value with three digits and its unit, as benchfmt gives it:
// seconds, bytes.
func format(value float64, unit string) string {
	switch unit {
	case "allocs/op":
		return strconv.FormatFloat(value, 'f', 0, 64)
	case "wake-ups/s":
		return strconv.FormatFloat(value, 'f', 1, 64)
	case "empty/open":
		return strconv.FormatFloat(100*value, 'f', 0, 64) + " %"
	case "B/each", "B/added":
		return scaled(value, "B")
	case "requests/s", "requests/cpu-s":
		return scaled(value, "/s")
	}
	return scaled(value, "s")
}

func scaled(value float64, unit string) string {
	prefix, factor := "", 1.0
	for _, p := range []struct {
		prefix string
		factor float64
	}{{"n", 1e-9}, {"µ", 1e-6}, {"m", 1e-3}, {"", 1}, {"k", 1e3}, {"M", 1e6}} {
		if value >= p.factor || p.factor == 1e-9 {
			prefix, factor = p.prefix, p.factor
		}
	}
	value /= factor
	decimals := 0
	if value < 100 {
		decimals = 1
	}
	if value < 10 {
		decimals = 2
	}
	return strconv.FormatFloat(value, 'f', decimals, 64) + " " + prefix + unit
}

// wrap breaks text into lines.
func wrap(text string) string {
	const width = 98
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case column == 0:
		case column+1+len(word) > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
