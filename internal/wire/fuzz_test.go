package wire

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
)

// What is written is read back, by us and by the first reader of the format.
func FuzzRoundTrip(f *testing.F) {
	f.Add("webapp", "load", "hits", "jobs", int64(7), 0.25)
	f.Add("", "", "", "", int64(math.MinInt64), math.Copysign(0, -1))
	f.Add("a\"b\\c\nd", "a: 1", "pipestatic_bins: 1", `a{b="c"}`, int64(-1), 5e-324)
	f.Add("\xff", "\u2028", "\u00a0", "\x00{}", int64(math.MaxInt64), math.Inf(-1))
	f.Add("\u202e", " ", `"a"`, "pipestatic", int64(0), math.NaN())
	f.Add("p", "a", "b", "c", int64(1), 1e21)
	f.Fuzz(func(t *testing.T, program, gauge, counter, histogram string, n int64, x float64) {
		h := NewHistogramNames(histogram)
		frame := &Frame{Program: program, Start: x}
		frame.Gauges.Line(Written(gauge), Float(x))
		frame.Counters.Line(Written(counter), Int(n))
		frame.Counters.Line(h.Sum, Float(x))
		frame.Bins.Bin(h, Bin(float64(n)), n)
		text := frame.Text()

		var s Snapshot
		if err := s.Parse(text); err != nil || !s.Framed || s.Program != programName(program) {
			t.Fatalf("%v, program %q:\n%s", err, s.Program, text)
		}
		family, labels := SplitName(histogram)
		wantLines(t, s.Gauges, Line{[]byte(gauge), Float(x)})
		wantLines(t, s.Counters, Line{[]byte(counter), Int(n)},
			Line{[]byte(JoinName(family+"_sum", labels)), Float(x)})
		if labels != "" {
			labels += ","
		}
		labels += `range="` + BinRange(Bin(float64(n))) + `"`
		wantLines(t, s.Bins, Line{[]byte(JoinName(family+"_bucket", labels)), Int(n)})
		wantLinesOfOthers(t, text, 10)
	})
}

func wantLines(t *testing.T, got []Line, want ...Line) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i, l := range got {
		if name := read(t, string(l.Name)); name != string(want[i].Name) {
			t.Errorf("%s is %q, want %q", l.Name, name, want[i].Name)
		}
		if !same(l.Value, want[i].Value) {
			t.Errorf("%s is %s, want %s", l.Name, l.Value.Append(nil), want[i].Value.Append(nil))
		}
	}
}

// wantLinesOfOthers reads as the first reader of the format does: lines end
// where Unicode says so, the value is after the last colon, an integer or else
// a float, and anything else loses the whole text.
func wantLinesOfOthers(t *testing.T, text []byte, want int) {
	t.Helper()
	lines := strings.FieldsFunc(string(text), func(r rune) bool {
		return strings.ContainsRune("\n\v\f\r\x1c\x1d\x1e\u0085\u2028\u2029", r)
	})
	if len(lines) != want {
		t.Errorf("%d lines, want %d:\n%q", len(lines), want, text)
	}
	for _, line := range lines {
		value := strings.TrimSpace(line[strings.LastIndexByte(line, ':')+1:])
		if _, err := strconv.ParseInt(value, 10, 64); err == nil {
			continue
		}
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// Any bytes can be read. What is taken for a frame is one: written again it is
// the very text, once we have written it.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		docFrame, emptyFrame, gaugesFrame, docFrame[:200], docFrame[100:], docFrame + docFrame,
		"", "a: 1\nb: 2.5\na: 3\n", "a: 1\ncut", "\xff: 1\n\"a\": 2\n: 3\n", "a: 1e400\n\n",
		"pipestatic_", "a: 1\npipestatic_gauges: 1\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Snapshot
		err := s.Parse(data)
		if err != nil {
			if !errors.Is(err, ErrTorn) || s.Framed {
				t.Errorf("%v, framed %v", err, s.Framed)
			}
			return
		}
		for _, lines := range [][]Line{s.Gauges, s.Counters, s.Bins, s.Foreign} {
			wantNamesFrom(t, lines, data)
		}
		if !s.Framed {
			wantForeignNames(t, &s)
			return
		}
		text := rewritten(&s).Text()
		if err := s.Parse(text); err != nil || !s.Framed {
			t.Fatalf("written again it is %v, framed %v:\n%s", err, s.Framed, text)
		}
		if again := rewritten(&s).Text(); !bytes.Equal(again, text) {
			t.Errorf("got\n%q\nwant\n%q", again, text)
		}
	})
}

// wantNamesFrom wants names to be pieces of the text, or quoted.
func wantNamesFrom(t *testing.T, lines []Line, data []byte) {
	t.Helper()
	for _, l := range lines {
		if !bytes.Contains(data, append(l.Name[:len(l.Name):len(l.Name)], ": "...)) {
			read(t, string(l.Name))
		}
	}
}

func wantForeignNames(t *testing.T, s *Snapshot) {
	t.Helper()
	seen := map[string]bool{}
	for _, l := range s.Foreign {
		if len(l.Name) == 0 || seen[string(l.Name)] || !printable(string(l.Name)) {
			t.Errorf("a name is empty, twice, or cannot be shown: %q", l.Name)
		}
		seen[string(l.Name)] = true
	}
}

// hostile are the pieces that names are made of to look like something else.
var hostile = []string{
	"\n", "\r", ": ", ":", " ", "1", "0", `"`, `\`, `\n`, "{", "}", `="`, ",", "x",
	Reserved, processHead, processTail, startHead, gaugesHead, countHead, binsHead,
	"pipestatic_gauges: 0\npipestatic_counters: 0\npipestatic_bins: 0\n", "a: 1\n", emptyFrame,
	"\x00", "\x1b[2J", "\x85", "\u0085", "\u00a0", "\u2028", "\u2029", "\u202e", "\ufeff", "\xff",
	`range="`, "_bucket", "NaN", "1e5", ".",
}

// No name makes a frame read as anything but what was written. Each byte of
// spell is a piece of a name, or begins the next name.
func FuzzForge(f *testing.F) {
	f.Add([]byte{24, 255, 0, 16, 14, 17, 0})
	f.Add([]byte{15, 255, 16, 255, 18, 5, 0, 255, 7, 20, 6, 7})
	f.Add([]byte{2, 5, 255, 14, 2, 5, 0, 22, 255, 255, 8, 7})
	f.Fuzz(func(t *testing.T, spell []byte) {
		names := []string{""}
		for _, b := range spell {
			if int(b) < len(hostile) {
				names[len(names)-1] += hostile[b]
			} else {
				names = append(names, "")
			}
		}
		frame := &Frame{Program: names[0]}
		sections := []*Section{&frame.Gauges, &frame.Counters, &frame.Bins}
		var want [3][]Line
		for i, name := range names {
			l := Line{[]byte(name), Int(int64(i))}
			sections[i%3].Line(Written(name), l.Value)
			want[i%3] = append(want[i%3], l)
		}
		text := frame.Text()
		var s Snapshot
		if err := s.Parse(text); err != nil || s.Program != programName(names[0]) {
			t.Fatalf("%v, program %q:\n%s", err, s.Program, text)
		}
		for i, got := range [][]Line{s.Gauges, s.Counters, s.Bins} {
			wantLines(t, got, want[i]...)
		}
		wantLinesOfOthers(t, text, 6+len(names))
		wantSixHeads(t, text)
	})
}

// wantSixHeads wants no name to look like framing, to any reader.
func wantSixHeads(t *testing.T, text []byte) {
	t.Helper()
	heads := 0
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte(Reserved)) {
			heads++
		}
	}
	if heads != 6 {
		t.Errorf("%d lines begin with %s:\n%s", heads, Reserved, text)
	}
}
