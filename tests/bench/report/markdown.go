package main

import (
	"fmt"
	"strings"
)

// markdown returns the section as it stands in the document.
func (s *section) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", s.title)
	if s.about != "" {
		fmt.Fprintf(&b, "%s\n\n", wrap(s.about))
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
	case "requests/cpu-s":
		return c.label + ", of the server's own time"
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
