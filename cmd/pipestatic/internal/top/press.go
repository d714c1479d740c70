package top

import "github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"

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
