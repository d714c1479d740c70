package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const ours = "pipestatic"

// markdown returns the section as it stands in the document.
func (s *section) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", s.title)
	if s.about != "" {
		fmt.Fprintf(&b, "%s\n\n", wrap(s.about, 98))
	}
	if s.missing != "" {
		fmt.Fprintf(&b, "Not measured: %s.\n", s.missing)
	}
	if len(s.rows) == 0 {
		return b.String()
	}
	if s.missing != "" {
		b.WriteByte('\n')
	}
	s.head(&b)
	for _, row := range s.rows {
		s.row(&b, row, func(c column) string {
			value, ok := s.median(row, c)
			if !ok {
				return ""
			}
			return format(value, c.unit)
		})
	}
	if !s.plain {
		s.ratios(&b)
	}
	return b.String()
}

func (s *section) head(b *strings.Builder) {
	b.WriteString("|")
	for _, c := range s.columns {
		fmt.Fprintf(b, " | %s", c.title())
	}
	fmt.Fprintf(b, " |\n|---%s|\n", strings.Repeat("|--:", len(s.columns)))
}

// title is the head of the column; the unit stands at the values.
func (c column) title() string {
	switch c.unit {
	case "allocs/op":
		return "allocations"
	case "p50-sec", "p99-sec", "p99.9-sec":
		return c.label + ", " + strings.TrimSuffix(c.unit, "-sec")
	case "empty/open":
		return c.label + ", in vain"
	}
	return c.label
}

func (s *section) row(b *strings.Builder, name string, value func(c column) string) {
	if name == s.limit {
		name += " (limit)"
	}
	fmt.Fprintf(b, "| %s", name)
	for _, c := range s.columns {
		fmt.Fprintf(b, " | %s", value(c))
	}
	b.WriteString(" |\n")
}

// ratios adds the rows that the others are there for.
func (s *section) ratios(b *strings.Builder) {
	if s.peers() {
		s.row(b, "**to the best peer**", func(c column) string { return s.ratio(c, s.best(c)) })
	}
	if s.limit != "" {
		s.row(b, "**to the limit**", func(c column) string { return s.ratio(c, s.limit) })
	}
}

func (s *section) peers() bool { return slices.ContainsFunc(s.rows, s.peer) }

func (s *section) peer(row string) bool {
	aside := slices.Contains(strings.Split(s.aside, ","), row)
	return !strings.HasPrefix(row, ours) && row != s.limit && !aside
}

// best returns the peer that does best in a column.
func (s *section) best(c column) (best string) {
	var least float64
	for _, row := range s.rows {
		value, ok := s.median(row, c)
		if !s.peer(row) || !ok {
			continue
		}
		if best == "" || value < least != s.more {
			best, least = row, value
		}
	}
	return best
}

// ratio returns ours to another row. What is not measured or nothing has none.
func (s *section) ratio(c column, to string) string {
	us := s.rows[slices.IndexFunc(s.rows, func(row string) bool {
		return strings.HasPrefix(row, ours)
	})]
	our, ok := s.median(us, c)
	other, ok2 := s.median(to, c)
	if !ok || !ok2 || other == 0 || c.unit == "allocs/op" {
		return ""
	}
	return strconv.FormatFloat(our/other, 'f', 2, 64)
}

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
	case "requests/s":
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

func wrap(text string, width int) string {
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
