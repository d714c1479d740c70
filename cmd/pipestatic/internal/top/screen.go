package top

import (
	"slices"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
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

// Press does what a key is for.
func (s *Screen) Press(key terminal.Key, v *View) Action {
	switch {
	case s.help:
		s.help = false
		if key == 'q' {
			return Quit
		}
	case s.typing:
		s.edit(key)
	case s.move(key, v):
	default:
		return s.command(key, v)
	}
	return Nothing
}

// edit types a filter.
func (s *Screen) edit(key terminal.Key) {
	const most = 100
	filter := &s.tables[s.focus].filter
	switch runes := []rune(*filter); {
	case key == terminal.Enter:
		s.typing = false
	case key == terminal.Escape:
		s.typing, *filter = false, ""
	case key == terminal.Backspace && len(runes) > 0:
		*filter = string(runes[:len(runes)-1])
	case key == 'U'-'@': // ^U
		*filter = ""
	case key >= ' ' && len(runes) < most:
		*filter += string(rune(key))
	}
}

// move goes to another row.
func (s *Screen) move(key terminal.Key, v *View) bool {
	const page = 10
	steps, ok := map[terminal.Key]int{
		terminal.Up: -1, 'k': -1, terminal.Down: 1, 'j': 1,
		terminal.PageUp: -page, terminal.PageDown: page,
		terminal.Home: -1 << 30, terminal.End: 1 << 30,
	}[key]
	if rows := s.rows(v, s.focus); ok && len(rows) > 0 {
		at := s.selected(rows, s.focus) + steps
		s.tables[s.focus].selected = rows[min(max(at, 0), len(rows)-1)].key()
	}
	return ok
}

func (s *Screen) command(key terminal.Key, v *View) Action {
	choice := &s.tables[s.focus]
	switch key {
	case 'q', 'Q':
		return Quit
	case ' ':
		return Read
	case '?', 'h':
		s.help = true
	case '/':
		s.typing = true
	case 'r':
		choice.reverse = !choice.reverse
	case 'c':
		s.Mean = !s.Mean
	case terminal.Tab:
		s.focus = (s.focus + 1) % tables
	case terminal.BackTab:
		s.focus = (s.focus + tables - 1) % tables
	case terminal.Left, '<':
		s.sortBeside(-1)
	case terminal.Right, '>':
		s.sortBeside(1)
	case terminal.Enter:
		s.pick(v)
	case terminal.Escape:
		s.back()
	}
	return Nothing
}

// sortBeside sorts by the column to the left or the right.
func (s *Screen) sortBeside(step int) {
	cols := shown(s.focus)
	at := s.sorted(s.focus, cols) + step
	s.tables[s.focus].sort = (at+len(cols))%len(cols) + 1
	s.tables[s.focus].reverse = false
}

// pick shows nothing but the program or the process that the user is at.
func (s *Screen) pick(v *View) {
	rows := s.rows(v, s.focus)
	if len(rows) == 0 {
		return
	}
	switch r := rows[s.selected(rows, s.focus)]; s.focus {
	case Programs:
		s.Program, s.Pipe = r.Program, ""
	case Processes:
		s.Pipe = r.Pipe
	}
}

// back takes back the last choice: the filter, the process, the program.
func (s *Screen) back() {
	switch {
	case s.tables[s.focus].filter != "":
		s.tables[s.focus].filter = ""
	case s.Pipe != "":
		s.Pipe = ""
	default:
		s.Program = ""
	}
}
