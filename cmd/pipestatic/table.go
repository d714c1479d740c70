package main

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// A table is rows for people, aligned in columns below a heading, or for programs:
// then there are tabs between its cells, and no heading.
type table struct {
	aligned bool
	paint   paint
	heading []string
	numbers string // a letter per column: r is aligned to the right
	rows    []row
}

// A row has the cells of one line, which is in one colour.
type row struct {
	colour string
	cells  []string
}

// newTable returns a table for what w is: a terminal, or anything else.
func newTable(w io.Writer, c colouring) *table {
	return &table{aligned: isTerminal(w), paint: c.on(w)}
}

// add adds a row. Nothing in it is trusted.
func (t *table) add(colour string, cells ...string) {
	for i := range cells {
		cells[i] = terminal.Printable(cells[i])
	}
	t.rows = append(t.rows, row{colour, cells})
}

// String is the whole table, so that a reader gets whole lines.
func (t *table) String() string {
	rows := t.rows
	if t.aligned && t.heading != nil {
		rows = append([]row{{bold, t.heading}}, rows...)
	}
	widths := widthsOf(rows)
	var b strings.Builder
	for _, r := range rows {
		line := strings.Join(r.cells, "\t")
		if t.aligned {
			line = t.align(r.cells, widths)
		}
		b.WriteString(t.paint.in(r.colour, line) + "\n")
	}
	return b.String()
}

// widthsOf returns how wide the columns are.
func widthsOf(rows []row) (widths []int) {
	for _, r := range rows {
		for i, cell := range r.cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

func (t *table) align(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
		if i > 0 {
			b.WriteString("  ")
		}
		if i < len(t.numbers) && t.numbers[i] == 'r' {
			cell, pad = pad+cell, ""
		}
		b.WriteString(cell + pad)
	}
	return strings.TrimRight(b.String(), " ")
}
