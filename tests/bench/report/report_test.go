package main

import (
	"encoding/xml"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/document.md")

// recorded are two tables of which testdata has the figures.
func recorded(t *testing.T) (all []section) {
	t.Helper()
	for _, name := range []string{"handle", "program"} {
		chosen, err := choose(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := readSection(chosen[0], "testdata")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func TestDocument(t *testing.T) {
	golden := filepath.Join("testdata", "document.md")
	got, err := document(recorded(t))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("got, other than %s has (see -update):\n%s", golden, got)
	}
}

func TestPicture(t *testing.T) {
	text, err := picture(recorded(t))
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(text))); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"<svg", "pipestatic", "+1 on one counter", "cores"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in the picture", want)
		}
	}
}

// Each benchmark is in a table, and each table has its benchmarks.
func TestTablesAndBenchmarks(t *testing.T) {
	var there, wanted []string
	files, err := filepath.Glob("../*_test.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no benchmarks", err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				if name, ok := strings.CutPrefix(fn.Name.Name, "Benchmark"); ok {
					there = append(there, name)
				}
			}
		}
	}
	for _, tb := range tables() {
		for _, r := range tb.runs {
			wanted = append(wanted, r.bench)
		}
	}
	slices.Sort(there)
	slices.Sort(wanted)
	if wanted = slices.Compact(wanted); !slices.Equal(there, wanted) {
		t.Errorf("benchmarks %q, tables of %q", there, wanted)
	}
}

func TestRunsChooseTheirColumns(t *testing.T) {
	for _, test := range []struct {
		run  run
		want string
	}{
		{run{bench: "Write"}, "^BenchmarkWrite$"},
		{run{bench: "Handle", columns: "alone"}, "^BenchmarkHandle$/./^alone$"},
	} {
		got := test.run.pattern()
		if got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
		for _, part := range strings.Split(got, "/") {
			if _, err := regexp.Compile(part); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestValues(t *testing.T) {
	for _, test := range []struct {
		value float64
		unit  string
		want  string
	}{
		{2.346e-9, "sec/op", "2.35 ns"},
		{0, "sec/op", "0.00 ns"},
		{99.94e-9, "sec/op", "99.9 ns"},
		{0.0123, "p99-sec", "12.3 ms"},
		{1.5, "sec/op", "1.50 s"},
		{238.7, "B/each", "239 B"},
		{5_234_567, "B/added", "5.23 MB"},
		{69189, "requests/s", "69.2 k/s"},
		{15, "allocs/op", "15"},
		{0.985, "empty/open", "98 %"},
		{10, "wake-ups/s", "10.0"},
	} {
		if got := format(test.value, test.unit); got != test.want {
			t.Errorf("%v %s: got %q, want %q", test.value, test.unit, got, test.want)
		}
	}
}

func TestVersions(t *testing.T) {
	r := runner{options: options{root: filepath.Join("..", "..", "..")}}
	got := strings.Split(r.versions(), ", ")
	if len(got) != len(peers()) {
		t.Errorf("got %q, want a version of each of %q", got, peers())
	}
}

func TestFiguresThatAreNotThere(t *testing.T) {
	tb := table{name: "server", title: "wrk", runs: []run{{bench: "Server"}}}
	skipped := "--- SKIP: BenchmarkServer\n    program_test.go:31: needs wrk: install it\nPASS\n"
	s, err := parseSection(tb, strings.NewReader(skipped), "raw")
	if err != nil {
		t.Fatal(err)
	}
	if want := "## wrk\n\nNot measured: needs wrk: install it.\n"; s.markdown() != want {
		t.Errorf("got %q, want %q", s.markdown(), want)
	}
	if _, err := parseSection(tb, strings.NewReader("PASS\n"), "raw"); err == nil {
		t.Error("a table without figures is no error")
	}
	if _, err := readSection(tb, t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := start([]string{"-only", "nonsense"}); err == nil ||
		!strings.HasPrefix(err.Error(), `no table is called "nonsense", but handle, name`) {
		t.Errorf("got %v", err)
	}
}
