package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// shortAge has the two largest units.
func shortAge(d time.Duration) string {
	s := int(d.Seconds())
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%ds", s/60, s%60)
	case s < 48*3600:
		return fmt.Sprintf("%dh%dm", s/3600, s/60%60)
	}
	return fmt.Sprintf("%dd%dh", s/86400, s/3600%24)
}

// shortRate has three digits, or all of those before the point.
func shortRate(perSecond float64) string {
	if perSecond >= 100 {
		return strconv.FormatFloat(perSecond, 'f', 0, 64) + "/s"
	}
	return strconv.FormatFloat(perSecond, 'g', 3, 64) + "/s"
}

// isDuration reports whether a histogram's name ends in seconds.
func isDuration(histogram string) bool {
	family, _, _ := strings.Cut(histogram, "{")
	return strings.HasSuffix(family, "_seconds")
}

// A quantile is one of them, with what it is called.
type quantile struct {
	label string
	value number
}

func (q quantiles) all() []quantile {
	return []quantile{{"p50", q.P50}, {"p90", q.P90}, {"p99", q.P99}, {"p99.9", q.P999}}
}

// shortQuantile has the three digits that the bins know.
func shortQuantile(n number, seconds bool) string {
	f, ok := n.float()
	switch {
	case !ok:
		return "-"
	case !seconds || f == 0 || f >= 1:
		unit := ""
		if seconds {
			unit = " s"
		}
		return strconv.FormatFloat(f, 'g', -1, 64) + unit
	case f >= 1e-3:
		return threeDigits(f*1e3) + " ms"
	}
	return threeDigits(f*1e6) + " us"
}

// threeDigits takes away what the multiplication added.
func threeDigits(f float64) string {
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 3, 64), 64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}
