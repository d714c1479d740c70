package aggregator

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// What is shown instead of a number that is none.
const noNumber = "–"

// clock is a time of day. The date is not needed to see that a page is fresh.
func clock(t time.Time) string {
	if t.Before(time.Now().Add(-20 * time.Hour)) {
		return t.Format("2 Jan 15:04:05")
	}
	return t.Format("15:04:05")
}

func fromSeconds(s float64) time.Time {
	if math.IsNaN(s) || math.Abs(s) > 1e12 {
		s = 0 // a start may be anything that a pipe says
	}
	return time.UnixMicro(int64(s * 1e6))
}

// showValue groups the digits of an integer, and shows six digits of a float.
func showValue(v wire.Value) string {
	if v.IsFloat() {
		return showFloat(v.Float64())
	}
	return grouped(strconv.FormatInt(v.Int64(), 10))
}

func showFloat(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return noNumber
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e15) {
		return strconv.FormatFloat(f, 'e', 5, 64)
	}
	decimals := 6
	for limit := 1.0; decimals > 0 && math.Abs(f) >= limit; limit *= 10 {
		decimals--
	}
	text := strconv.FormatFloat(f, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return grouped(text)
}

// showRate has two decimals, so that a column of them is easy to compare.
func showRate(f float64) string {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0) || f < 0:
		return noNumber
	case f == 0:
		return "0"
	case f >= 1000:
		return grouped(strconv.FormatFloat(f, 'f', 0, 64))
	}
	return strconv.FormatFloat(f, 'f', 2, 64)
}

func showShare(part, of float64) string {
	switch share := part / of * 100; {
	case !(of > 0):
		return noNumber
	case part == 0:
		return "0 %"
	case share < 10:
		return strconv.FormatFloat(share, 'f', 2, 64) + " %"
	default:
		return strconv.FormatFloat(share, 'f', 1, 64) + " %"
	}
}

// showSeconds has three digits: the bins know no more.
func showSeconds(s float64) string {
	switch {
	case math.IsNaN(s):
		return noNumber
	case s == 0:
		return "0 s"
	case s < 1e-3:
		return strconv.FormatFloat(threeDigits(s*1e6), 'f', -1, 64) + " µs"
	case s < 1:
		return strconv.FormatFloat(threeDigits(s*1e3), 'f', -1, 64) + " ms"
	}
	return strconv.FormatFloat(threeDigits(s), 'f', -1, 64) + " s"
}

// showAge has the two largest units.
func showAge(d time.Duration) string {
	s := int(d.Seconds())
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	case s < 48*3600:
		return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
	}
	return fmt.Sprintf("%d d %d h", s/86400, s/3600%24)
}

// grouped puts commas between groups of three digits.
func grouped(number string) string {
	whole, fraction, _ := strings.Cut(number, ".")
	digits := strings.TrimPrefix(whole, "-")
	sign := whole[:len(whole)-len(digits)]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if fraction != "" {
		digits += "." + fraction
	}
	return sign + digits
}
