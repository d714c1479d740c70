package top

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// A column of a table.
type column struct {
	title string // empty: only programs are told
	key   string // for programs; empty: only people are told
	width int    // 0: it takes what the others leave
	rank  int    // where there is too little room, the highest goes first
	name  func(*Row) string
	value func(*Row) float64 // instead of a name
	show  func(float64) string
}

// shown are the columns for people, told those for programs.
func shown(table int) []column {
	return slices.DeleteFunc(columnsOf(table), func(c column) bool { return c.title == "" })
}

func told(table int) []column {
	return slices.DeleteFunc(columnsOf(table), func(c column) bool { return c.key == "" })
}

// columnsOf are a table's, the numbers last: in the same order, so that they
// stand below each other.
func columnsOf(table int) []column {
	program := column{title: "PROGRAM", key: "program", rank: 4,
		name: func(r *Row) string { return r.Program }}
	var names []column
	switch table {
	case Programs:
		names = append([]column{program}, namesOfProgram()...)
	case Processes:
		names = append(namesOfProcess(), program)
	case Routes:
		program.width = 12
		names = []column{{title: "ROUTE", key: "route",
			name: func(r *Row) string { return r.Route }}, program}
	}
	return append(names, numbers(table)...)
}

func namesOfProgram() []column {
	return []column{
		{title: "ANSWER", width: 7, rank: 3,
			name: func(r *Row) string { return fmt.Sprintf("%d/%d", r.Answer, r.Listed) }},
		{key: "processes", value: func(r *Row) float64 { return float64(r.Listed) }},
		{key: "answering", value: func(r *Row) float64 { return float64(r.Answer) }},
	}
}

func namesOfProcess() []column {
	return []column{
		{title: "PID", key: "pipe", width: 9, name: func(r *Row) string { return r.Pipe }},
		{key: "pid", value: func(r *Row) float64 { return float64(r.PID) }},
		{title: "STATE", key: "state", width: 7, name: func(r *Row) string { return r.State }},
		{title: "AGE", key: "age_seconds", width: 6, rank: 6,
			value: func(r *Row) float64 { return r.Age }, show: showAge},
		{title: "USER", key: "user", width: 9, rank: 9,
			name: func(r *Row) string { return r.User }},
		{key: "reason", name: func(r *Row) string { return r.Reason }},
	}
}

func numbers(table int) []column {
	list := []column{
		{title: "REQ/S", key: "requests_per_second", width: 8, show: showRate,
			value: func(r *Row) float64 { return r.Rate }},
		{title: "ERR%", key: "errors", width: 6, rank: 1, show: showShare,
			value: func(r *Row) float64 { return r.Errors }},
		{title: "FLIGHT", key: "in_flight", width: 6, rank: 5, show: showCount,
			value: func(r *Row) float64 { return r.InFlight }},
		{title: "P50", key: "p50", width: 7, rank: 7, show: showSeconds,
			value: func(r *Row) float64 { return r.P50 }},
		{title: "P90", key: "p90", width: 7, rank: 8, show: showSeconds,
			value: func(r *Row) float64 { return r.P90 }},
		{title: "P99", key: "p99", width: 7, rank: 2, show: showSeconds,
			value: func(r *Row) float64 { return r.P99 }},
	}
	if table == Routes { // which are not counted while in flight
		list[2].key = ""
		list[2].show = func(float64) string { return "" }
		list[2].value = func(*Row) float64 { return math.NaN() }
	}
	return list
}

// text is what people read, plain what programs do.
func (c *column) text(r *Row) string {
	if c.name != nil {
		return terminal.Printable(c.name(r))
	}
	return c.show(c.value(r))
}

func (c *column) plain(r *Row) string {
	if c.name != nil {
		return terminal.Printable(c.name(r))
	}
	return plain(c.value(r))
}

// order sorts names from a to z, and numbers from the largest down. What is not
// known is always last, and equals are in the order of their names.
func (c *column) order(rows []Row, reverse bool) {
	sign := 1
	if reverse {
		sign = -1
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(c.compare(&a, &b, sign), strings.Compare(a.Program, b.Program),
			natural(a.Pipe, b.Pipe), strings.Compare(a.Route, b.Route))
	})
}

func (c *column) compare(a, b *Row, sign int) int {
	if c.name != nil {
		return sign * natural(c.name(a), c.name(b))
	}
	x, y := c.value(a), c.value(b)
	if math.IsNaN(x) || math.IsNaN(y) {
		return -cmp.Compare(x, y) // to cmp, NaN is less than all
	}
	return -sign * cmp.Compare(x, y)
}

// natural compares numbers, such as pids, by their size.
func natural(a, b string) int {
	x, errA := strconv.Atoi(a)
	y, errB := strconv.Atoi(b)
	if errA == nil && errB == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}
