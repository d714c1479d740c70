package differential

import (
	"fmt"
	"strings"
)

// A Failure is one way in which a case fails.
type Failure struct {
	Kind   string // the same for failures that are alike
	Detail string
}

type failures []Failure

func (fs *failures) add(kind, format string, args ...any) {
	*fs = append(*fs, Failure{kind, fmt.Sprintf(format, args...)})
}

// excerpt returns the surroundings of the first difference of two texts.
func excerpt(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return fmt.Sprintf("%.300q", s[max(0, i-200):]) }
	return fmt.Sprintf("from byte %d on\n  bare    %s\n  counted %s", max(0, i-200), cut(a), cut(b))
}

// firstDifference returns the first lines that differ.
func firstDifference(a, b []string) (x, y string, differ bool) {
	for i := range max(len(a), len(b)) {
		x, y = "nothing", "nothing"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return x, y, true
		}
	}
	return "", "", false
}

func name(field string) string {
	before, _, _ := strings.Cut(field, "=")
	return before
}
