package top

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// A frame is written at once, over the one before: lines end with erasing what is
// left of the old one, so that nothing flickers. Terminals that know about
// synchronized updates show it at once.
const (
	begin = "\x1b[?2026h\x1b[H"
	end   = "\x1b[J\x1b[?2026l"
	erase = "\x1b[K"
)

// Attributes. Without color, what is bold or reverse still is.
const (
	bold    = "1"
	reverse = "7"
	red     = "31"
	yellow  = "33"
)

// Frame is the view on a screen of that size.
func (s *Screen) Frame(v *View, width, height int) string {
	lines := s.lines(v, width, height)
	var b strings.Builder
	b.WriteString(begin)
	for i, l := range lines[:min(len(lines), height)] {
		if i > 0 {
			b.WriteString("\r\n")
		}
		b.WriteString(l.text)
		if l.columns < width { // at the edge, some would erase the last column
			b.WriteString(erase)
		}
	}
	b.WriteString(end)
	return b.String()
}

func (s *Screen) lines(v *View, width, height int) []line {
	if s.help {
		return helpLines(width)
	}
	lines := append(s.head(v, width), s.body(v, width, height)...)
	for len(lines) < height-footLines {
		lines = append(lines, line{})
	}
	lines = lines[:max(min(len(lines), height-footLines), 0)]
	return append(lines, s.foot(width))
}

// A line is text with attributes, and how wide it is.
type line struct {
	text    string
	columns int
}

// put appends a clean text. After one that is not ASCII it says in which column to
// go on, because terminals do not agree on how wide some runes are.
func (l *line) put(text, attribute string) {
	l.columns += columns(text)
	odd := len(text) > utf8.RuneCountInString(text)
	if attribute != "" {
		text = "\x1b[" + attribute + "m" + text + "\x1b[0m"
	}
	l.text += text
	if odd {
		l.text += fmt.Sprintf("\x1b[%dG", l.columns+1)
	}
}

// fit puts as many of the texts as there is room for, from the first on.
func fit(width int, texts ...string) (l line) {
	for _, text := range texts {
		gap := "  "
		if l.columns == 0 {
			gap, text = "", cut(text, width)
		}
		if text == "" || l.columns+len(gap)+columns(text) > width {
			continue
		}
		l.put(gap+text, "")
	}
	return l
}

func (s *Screen) head(v *View, width int) []line {
	now := ""
	if !v.At.IsZero() {
		now = v.At.Format("15:04:05")
	}
	name := "pipestatic top"
	if width < 80 {
		name = "" // the user knows
	}
	t := v.Total
	return []line{
		fit(width, name, now, v.counted(), v.span()),
		fit(width, showRate(t.Rate)+" req/s", showShare(t.Errors)+" % errors",
			"p99 "+showSeconds(t.P99), "p50 "+showSeconds(t.P50), "p90 "+showSeconds(t.P90),
			showCount(t.InFlight)+" in flight"),
		s.chosen(width),
	}
}

// chosen says what is not all, and what went wrong.
func (s *Screen) chosen(width int) (l line) {
	if s.Err != nil {
		l.put(cut(terminal.Printable(s.Err.Error()), width), s.color(red))
		return l
	}
	var parts []string
	if s.Program != "" {
		parts = append(parts, "program "+terminal.Printable(s.Program))
	}
	if s.Pipe != "" {
		parts = append(parts, "process "+terminal.Printable(s.Pipe))
	}
	if filter := s.tables[s.focus].filter; filter != "" && !s.typing {
		parts = append(parts, "filter "+terminal.Printable(filter))
	}
	if len(parts) > 0 {
		l.put(cut("only "+strings.Join(parts, ", ")+" (Esc: more)", width), bold)
	}
	return l
}

func (s *Screen) foot(width int) line {
	if s.typing {
		shown := "filter: " + terminal.Printable(s.tables[s.focus].filter)
		for columns(shown) > max(width-1, 8) { // its end is what is typed
			_, size := utf8.DecodeRuneInString(shown)
			shown = shown[size:]
		}
		return fit(width, shown+"_", "Enter keep", "Esc all")
	}
	return fit(width, "q quit", "? help", "Tab table", "/ filter", "Enter pick", "←→ sort",
		"r reverse", "c mean")
}

func (s *Screen) color(code string) string {
	if s.Color {
		return code
	}
	return bold
}
