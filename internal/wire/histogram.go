package wire

import "strings"

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
