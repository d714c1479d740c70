package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// A section is a table with its figures.
type section struct {
	table
	config  map[string]string // of the run: date, machine, versions
	rows    []string          // who was measured, ours first
	columns []column
	cells   map[cell][]float64 // what was measured in each round
	missing string             // why some of it was not
}

type column struct {
	label string
	unit  string
	n     float64 // by the curve: how many cores, names, pipes or readers
}

type cell struct{ row, column string }

func (c column) key() string { return c.label + " " + c.unit }

func readSection(t table, raw string) (section, error) {
	f, err := os.Open(t.file(raw))
	if err != nil {
		return section{}, err
	}
	defer f.Close()
	return parseSection(t, f, f.Name())
}

// parseSection reads what the benchmarks printed.
func parseSection(t table, from io.Reader, name string) (section, error) {
	s := section{table: t, config: map[string]string{}, cells: map[cell][]float64{}}
	var text bytes.Buffer
	r := benchfmt.NewReader(io.TeeReader(from, &text), name)
	for r.Scan() {
		switch record := r.Result().(type) {
		case *benchfmt.Result:
			s.add(record)
		case *benchfmt.SyntaxError:
			return s, record
		}
	}
	if len(s.rows) == 0 && bytes.Contains(text.Bytes(), []byte("no tests to run")) {
		s.missing = "not on this system"
	}
	if skip := skipped.FindSubmatch(text.Bytes()); skip != nil {
		s.missing = string(skip[1])
	}
	if len(s.rows) == 0 && s.missing == "" {
		return s, fmt.Errorf("%s: no figures for %s", name, t.name)
	}
	return s, r.Err()
}

// skipped finds why a benchmark did not run on this machine.
var skipped = regexp.MustCompile(`_test\.go:\d+: (needs .*)`)

func (s *section) add(r *benchfmt.Result) {
	for _, c := range r.Config {
		s.config[c.Key] = string(c.Value)
	}
	bench, rest := r.Name.Parts()
	cores := "1" // of which no name speaks
	if last := len(rest) - 1; rest[last][0] == '-' {
		cores, rest = string(rest[last][1:]), rest[:last]
	}
	if len(rest) != 2 {
		return
	}
	who, what := plainName(rest[0]), plainName(rest[1])
	for _, run := range s.runs {
		if run.bench != string(bench) || run.columns != "" && run.columns != what {
			continue
		}
		for unit := range strings.SplitSeq(orTimed(run.units), ",") {
			if value, ok := r.Value(unit); ok {
				s.put(who, run.column(what, cores, unit), value)
			}
		}
	}
}

func orTimed(units string) string {
	if units == "" {
		return timed
	}
	return units
}

// plainName undoes what package testing does to the name of a benchmark.
func plainName(part []byte) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(part), "/"), "_", " ")
}

func (r run) column(what, cores, unit string) column {
	c := column{label: r.label + what, unit: unit}
	if what == "cores" {
		c.label = r.label + cores + " cores"
		if cores == "1" {
			c.label = r.label + "1 core"
		}
		what = cores
	}
	_, _ = fmt.Sscan(what, &c.n) // 0: no number, and not in the picture
	return c
}

func (s *section) put(who string, c column, value float64) {
	if !slices.Contains(s.rows, who) {
		s.rows = append(s.rows, who)
	}
	if !slices.Contains(s.columns, c) {
		s.columns = append(s.columns, c)
	}
	at := cell{who, c.key()}
	s.cells[at] = append(s.cells[at], value)
}

// median returns the middle of all rounds.
func (s *section) median(row string, c column) (value float64, ok bool) {
	values := s.cells[cell{row, c.key()}]
	if len(values) == 0 {
		return 0, false
	}
	sample := benchmath.NewSample(slices.Clone(values), &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center, true
}
