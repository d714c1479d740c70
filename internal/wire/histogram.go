package wire

import (
	"strconv"
	"strings"
)

// HistogramNames are the names, as they stand on the pipe, of the lines of one
// histogram.
type HistogramNames struct {
	Count, Sum string
	head, tail string // of a bin's name, around its range
}

// NewHistogramNames returns the names of the lines of the histogram called
// name: for `jobs{queue="a"}` they are `jobs_count{queue="a"}`,
// `jobs_sum{queue="a"}` and `jobs_bucket{queue="a",range="0.5..0.63"}`.
func NewHistogramNames(name string) HistogramNames {
	family, labels := SplitName(name)
	h := HistogramNames{
		Count: Written(JoinName(family+"_count", labels)),
		Sum:   Written(JoinName(family+"_sum", labels)),
		tail:  `"}`,
	}
	if labels != "" {
		labels += ","
	}
	h.head = Written(family + "_bucket{" + labels + `range="` + h.tail)
	if h.head[0] == '"' {
		h.tail = `\"}"`
	}
	h.head = strings.TrimSuffix(h.head, h.tail)
	return h
}

// Head returns what the names of this histogram's bins begin with. Bins are in
// byte order of it, then by lower edge.
func (h HistogramNames) Head() string { return h.head }

// AppendBin appends the name of one bin.
func (h HistogramNames) AppendBin(b []byte, bin int) []byte {
	b = append(b, h.head...)
	b = append(b, ranges[bin]...)
	return append(b, h.tail...)
}

// ParseBin is the reverse of [HistogramNames.AppendBin]: it returns the name of
// the histogram, as it stands on the pipe, and the bin. ok is false for a name
// that is not a bin's.
func ParseBin(written string) (histogram string, bin int, ok bool) {
	name, err := Original(written)
	if err != nil {
		return "", 0, false
	}
	family, labels := SplitName(name)
	family, isBucket := strings.CutSuffix(family, "_bucket")
	before, text := cutRange(labels)
	bin, isRange := binOf[text]
	return Written(JoinName(family, before)), bin, isBucket && isRange
}

// cutRange cuts off the last label, the range. A range holds no quote, so the
// last that looks like the beginning of one is it.
func cutRange(labels string) (before, text string) {
	const key = `range="`
	i := strings.LastIndex(labels, key)
	text, closed := strings.CutSuffix(labels[max(i, 0):], `"`)
	switch {
	case i < 0 || !closed:
		return labels, ""
	case i == 0:
		return "", text[len(key):]
	case labels[i-1] != ',':
		return labels, ""
	}
	return labels[:i-1], text[len(key):]
}

// Original returns the name that [Written] wrote. It fails for what begins like
// a string literal and is none.
func Original(written string) (string, error) {
	if strings.HasPrefix(written, `"`) {
		return strconv.Unquote(written)
	}
	return written, nil
}
