package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestCandidates(t *testing.T) {
	without := result{ended: true, ok: true, tests: map[string]string{
		"TestA": pass, "TestA/x": pass, "TestB": pass, "TestC": skip, "TestD": pass,
	}}
	for _, c := range []struct {
		name      string
		change    map[string]string
		ended, ok bool
		want      string
	}{
		{"all pass", nil, true, true, ""},
		{"a subtest fails, and with it its test", map[string]string{"TestA": fail, "TestA/x": fail}, true, false, "TestA/x"},
		{"a test fails that there was none of", map[string]string{"TestE": fail}, true, false, "TestE"},
		{"a test is skipped", map[string]string{"TestB": skip}, true, true, "TestB"},
		{"a test is absent", map[string]string{"TestB": ""}, true, true, "TestB"},
		{"one that was skipped passes", map[string]string{"TestC": pass}, true, true, ""},
		{"the process fails after its tests", nil, true, false, "process"},
		{"the process crashes", map[string]string{"TestB": fail, "TestC": unfinished, "TestD": ""}, false, false, "TestB process"},
	} {
		t.Run(c.name, func(t *testing.T) {
			with := result{ended: c.ended, ok: c.ok, tests: maps.Clone(without.tests)}
			for test, status := range c.change {
				if with.tests[test] = status; status == "" {
					delete(with.tests, test)
				}
			}
			got := candidates(without, with)
			if i := slices.Index(got, ""); i >= 0 {
				got[i] = "process"
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFinding(t *testing.T) {
	for _, c := range []struct {
		finding
		caused bool
		says   string
	}{
		{finding{pkg: "p", test: "TestA", before: pass, status: fail, again: 4, with: 1}, true, "FAIL p TestA (fail); again: 1 of 4 with, 0 of 4 without"},
		{finding{pkg: "p", test: "TestA", status: skip, again: 4, with: 4, without: 1}, false, "fails without, too: p TestA (skip); again: 4 of 4 with, 1 of 4 without"},
		{finding{pkg: "p", test: "TestA", before: fail, status: fail, again: 4}, false, "fails without, too: p TestA (fail); again: 0 of 4 with, 0 of 4 without"},
		{finding{pkg: "p", test: "TestA", before: pass, status: fail, again: 4}, false, "not again: p TestA (fail); again: 0 of 4 with, 0 of 4 without"},
		{finding{pkg: "p", status: fail, again: 2, with: 2, cut: 7}, true, "FAIL p, the process as a whole, 7 tests not begun (fail); again: 2 of 2 with, 0 of 2 without"},
		{finding{pkg: "p", test: "TestA", known: "why", with: 4}, false, "known p TestA: why"},
	} {
		if c.finding.caused() != c.caused || c.String() != c.says {
			t.Errorf("got %v %q, want %v %q", c.finding.caused(), c.String(), c.caused, c.says)
		}
	}
}

func TestReadEvents(t *testing.T) {
	r, err := readEvents(strings.NewReader(`{"Action":"start"}
{"Action":"run","Test":"TestA"}
{"Action":"output","Test":"TestA","Output":"one\n"}
{"Action":"run","Test":"TestA/x"}
{"Action":"output","Test":"TestA/x","Output":"two\n"}
{"Action":"fail","Test":"TestA/x","Elapsed":0.1}
{"Action":"run","Test":"TestB"}
{"Action":"output","Output":"three\n"}
{"Action":"fail"}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"TestA": unfinished, "TestA/x": fail, "TestB": unfinished}
	if !maps.Equal(r.tests, want) {
		t.Errorf("got %v, want %v", r.tests, want)
	}
	if r.output[""] != "one\ntwo\nthree\n" || r.output["TestA/x"] != "two\n" {
		t.Errorf("got %q", r.output)
	}
	if _, err := readEvents(strings.NewReader("no JSON")); err == nil {
		t.Error("what is no JSON is read")
	}
}

// What is printed of a failure is the crash, or the end.
func TestPrintCause(t *testing.T) {
	long := strings.Repeat("line\n", 100)
	for text, want := range map[string]string{
		"a\nb\n": "        a\n        b\n",
		"a\npanic: b\n\nc" + strings.Repeat("\n", 3): "        panic: b\n        \n        c\n",
		long:                    strings.Repeat("        line\n", mostLines),
		long + "fatal error: x": "        fatal error: x\n",
	} {
		var got strings.Builder
		printCause(&got, text)
		if got.String() != want {
			t.Errorf("got\n%s\nwant\n%s", got.String(), want)
		}
	}
}

func TestStaleKnown(t *testing.T) {
	s := suite{name: "connect"}
	ran := []result{{tests: map[string]string{"TestUnflushableResponseWriter/grpc": pass}}}
	for name, c := range map[string]struct {
		with  []result
		found []finding
		want  int
	}{
		"it passed":      {ran, nil, 1},
		"it failed":      {ran, []finding{{test: "TestUnflushableResponseWriter/grpc"}}, 0},
		"it was not run": {nil, nil, 0},
	} {
		if got := s.staleKnown(c.with, c.found); len(got) != c.want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
