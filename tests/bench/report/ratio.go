package main

import (
	"slices"
	"strconv"
	"strings"
)

// ours is how the rows that are ours begin.
const ours = "pipestatic"

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
