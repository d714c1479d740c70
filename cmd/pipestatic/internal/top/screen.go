package top

import (
	"slices"
	"strings"
	"time"
)

// A Screen is what the user has chosen to see.
type Screen struct {
	Pick
	Color bool
	Every time.Duration
	Where string // the directories, to be named where nothing is in them
	Err   error  // why there is no newer reading

	focus  int
	tables [tables]choice
	typing bool // a filter
	help   bool
}

// A choice is how one of the tables is shown.
type choice struct {
	sort     int    // the column, plus one; 0: by requests
	reverse  bool   // against the column's order
	filter   string // in any of the names
	selected string // the key of a row; if it is not there, the first is
}

// An Action is what a key asks of the program.
type Action int

// What Press returns.
const (
	Nothing Action = iota
	Quit
	Read // at once
)

// sorted is the column that a table is sorted by.
func (s *Screen) sorted(table int, of []column) int {
	if at := s.tables[table].sort; at > 0 {
		return at - 1
	}
	return slices.IndexFunc(of, func(c column) bool { return c.title == "REQ/S" })
}

// rows are those of a table that the filter lets through, in order.
func (s *Screen) rows(v *View, table int) []Row {
	cols, choice := shown(table), &s.tables[table]
	rows := slices.DeleteFunc(slices.Clone(v.Tables[table]), func(r Row) bool {
		return !matches(&r, cols, strings.ToLower(choice.filter))
	})
	cols[s.sorted(table, cols)].order(rows, choice.reverse)
	return rows
}

func matches(r *Row, cols []column, filter string) bool {
	return slices.ContainsFunc(cols, func(c column) bool {
		return c.name != nil && strings.Contains(strings.ToLower(c.text(r)), filter)
	})
}

// selected is the place of the row that the user is at.
func (s *Screen) selected(rows []Row, table int) int {
	at := slices.IndexFunc(rows, func(r Row) bool { return r.key() == s.tables[table].selected })
	return max(at, 0)
}
