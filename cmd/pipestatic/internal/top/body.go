package top

import (
	"fmt"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// body is the tables.
func (s *Screen) body(v *View, width, height int) (lines []line) {
	if len(v.Tables[Processes]) == 0 && s.Pick == (Pick{Mean: s.Mean}) {
		return s.empty(v, width)
	}
	var rows [tables][]Row
	var wants [tables]int
	for table := range rows {
		rows[table] = s.rows(v, table)
		wants[table] = len(rows[table])
	}
	for i, p := range layout(height, s.focus, wants) {
		if i > 0 {
			lines = append(lines, line{})
		}
		lines = append(lines, s.table(rows[p.table], p, width)...)
	}
	return lines
}

// empty says what to do where nobody is.
func (s *Screen) empty(v *View, width int) []line {
	if v.At.IsZero() {
		return []line{fit(width, "reading ...")}
	}
	return []line{fit(width, "no pipes in "+terminal.Printable(s.Where)), fit(width,
		"start a program with stats, or set PIPESTATIC_DIR to where its pipe is")}
}

// table is a heading and as many rows as there is room for, of the page that the
// user is at.
func (s *Screen) table(rows []Row, p part, width int) []line {
	cols := shown(p.table)
	title := cols[s.sorted(p.table, cols)].title
	cols = fitting(cols, width)
	ws := widths(cols, width)
	at := s.selected(rows, p.table)
	first := 0
	if p.rows > 0 {
		first = at - at%p.rows
	}
	last := min(first+p.rows, len(rows))
	lines := []line{s.heading(p.table, cols, ws, title, more(first, last, len(rows)))}
	for i := first; i < last; i++ {
		lines = append(lines, s.row(&rows[i], cols, ws, s.focus == p.table && i == at))
	}
	if len(rows) == 0 && p.rows > 0 {
		lines = append(lines, fit(width, " none"))
	}
	return lines
}

// more says which rows are shown, where not all are.
func more(first, last, all int) string {
	if last-first == all {
		return ""
	}
	return fmt.Sprintf(" %d-%d/%d", first+1, last, all)
}

// heading marks the column that sorts, and the table that keys are for.
func (s *Screen) heading(table int, cols []column, ws []int, sorted, more string) (l line) {
	attribute := bold
	if table == s.focus {
		attribute = reverse
	}
	text := ""
	for i, c := range cols {
		title := c.title
		if title == sorted {
			mark := "v"
			if (c.name != nil) != s.tables[table].reverse {
				mark = "^"
			}
			title = mark + title
		}
		if c.width == 0 {
			title += more
		}
		text += " " + c.aligned(title, ws[i])
	}
	l.put(text, attribute)
	return l
}

// aligned has names at the left and numbers at the right.
func (c *column) aligned(text string, width int) string {
	if c.name != nil {
		return left(text, width)
	}
	return right(text, width)
}

func (s *Screen) row(r *Row, cols []column, ws []int, selected bool) (l line) {
	mark, attribute := " ", ""
	if selected {
		mark, attribute = ">", bold
	}
	for i, c := range cols {
		l.put(mark, attribute)
		mark = " "
		l.put(c.aligned(c.text(r), ws[i]), s.alarm(r, &c, attribute))
	}
	return l
}

// alarm is how what needs a look stands out.
func (s *Screen) alarm(r *Row, c *column, otherwise string) string {
	switch {
	case c.key == "state" && (r.State == "dead" || r.State == "refused"):
		return s.color(red)
	case c.key == "state" && r.State != "ok" && r.State != "foreign":
		return s.color(yellow)
	case c.title == "ANSWER" && r.Answer < r.Listed:
		return s.color(yellow)
	case c.key == "errors" && r.Errors >= 0.01:
		return s.color(red)
	case c.key == "errors" && r.Errors > 0:
		return s.color(yellow)
	}
	return otherwise
}
