package top

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// dash is shown instead of a number that is not known.
const dash = "–"

func known(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// showRate has two decimals, so that a column of them is easy to compare.
func showRate(f float64) string {
	switch {
	case !known(f):
		return dash
	case f == 0:
		return "0"
	case f < 999.995:
		return strconv.FormatFloat(f, 'f', 2, 64)
	}
	return showCount(f)
}

func showCount(f float64) string {
	if !known(f) {
		return dash
	}
	if math.Abs(f) >= 1e9 {
		return strconv.FormatFloat(f, 'g', 3, 64)
	}
	digits := strconv.FormatFloat(f, 'f', 0, 64)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// showShare is a percentage that is never rounded to nothing or to all.
func showShare(share float64) string {
	percent := share * 100
	switch {
	case !known(share):
		return dash
	case share == 0:
		return "0"
	case percent < 0.01:
		return "<0.01"
	case percent < 10:
		return strconv.FormatFloat(percent, 'f', 2, 64)
	case share < 1 && percent > 99.9:
		return ">99.9"
	}
	return strconv.FormatFloat(percent, 'f', 1, 64)
}

// showSeconds has three digits: the bins know no more.
func showSeconds(s float64) string {
	switch {
	case !known(s):
		return dash
	case s == 0:
		return "0 s"
	case s < 1e-3:
		return digits(s*1e6) + " µs"
	case s < 1:
		return digits(s*1e3) + " ms"
	}
	return digits(s) + " s"
}

func digits(x float64) string {
	text := strconv.FormatFloat(x, 'g', 3, 64)
	if x, _ = strconv.ParseFloat(text, 64); x < 1e6 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return text
}

// showAge has the two largest units.
func showAge(age float64) string {
	if !known(age) || age > 1e11 {
		return dash
	}
	s := int(age)
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	case s < 48*3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	}
	return fmt.Sprintf("%dd%02dh", s/86400, s/3600%24)
}

// plain is for programs: nothing where nothing is known.
func plain(f float64) string {
	if !known(f) {
		return ""
	}
	return strconv.FormatFloat(few(f), 'f', -1, 64)
}

// few leaves out the digits of a rate or a time that mean nothing. Whole numbers
// keep all.
func few(f float64) float64 {
	if f == math.Trunc(f) {
		return f
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 6, 64), 64)
	return f
}

// span says what the numbers of a view are about.
func (v *View) span() string {
	if v.Mean {
		return "mean since start"
	}
	return fmt.Sprintf("last %.1f s", v.Seconds)
}

// counted lists how many processes are in which state, the good ones first.
func (v *View) counted() string {
	var parts []string
	for _, state := range []string{"ok", "foreign", "slow", "stopped", "torn", "dead", "refused"} {
		if n := v.States[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(parts, ", ")
}
