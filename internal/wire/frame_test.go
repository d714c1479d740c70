package wire

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// The frames of these tests. docFrame is the one of the package comment.
const (
	docFrame = `pipestatic_process{program="webapp"}: 1
pipestatic_start_time_seconds: 1790000000.123456
pipestatic_gauges: 1
load: 2.0
pipestatic_counters: 3
job_duration_seconds_count: 7
job_duration_seconds_sum: 0.25
signups: 7
pipestatic_bins: 1
job_duration_seconds_bucket{range="0.0315..0.04"}: 7
pipestatic_bytes: 287
`
	emptyFrame = `pipestatic_process{program=""}: 1
pipestatic_start_time_seconds: 0.0
pipestatic_gauges: 0
pipestatic_counters: 0
pipestatic_bins: 0
pipestatic_bytes: 132
`
	gaugesFrame = `pipestatic_process{program="a \"b\" \\ c"}: 1
pipestatic_start_time_seconds: 12.5
pipestatic_gauges: 7
"": 1
"pipestatic_gauges: 2": 2
"two\nlines": 3
a: 1: -4
b: NaN
colons:: 5
say "hi": 1e-9
pipestatic_counters: 1
pipestatic_refused_total: 3
pipestatic_bins: 0
pipestatic_bytes: 263
`
)

func docExample() *Frame {
	f := &Frame{Program: "webapp", Start: 1790000000.123456}
	h := NewHistogramNames("job_duration_seconds")
	f.Gauges.Line("load", Float(2))
	f.Counters.Line(h.Count, Int(7))
	f.Counters.Line(h.Sum, Float(0.25))
	f.Counters.Line("signups", Int(7))
	f.Bins.Bin(h, Bin(0.035), 7)
	return f
}

func gaugesExample() *Frame {
	f := &Frame{Program: `a "b" \ c`, Start: 12.5}
	for i, name := range []string{"", "pipestatic_gauges: 2", "two\nlines"} {
		f.Gauges.Line(Written(name), Int(int64(i)+1))
	}
	f.Gauges.Line("a: 1", Int(-4))
	f.Gauges.Line("b", Float(math.NaN()))
	f.Gauges.Line("colons:", Int(5))
	f.Gauges.Line(`say "hi"`, Float(1e-9))
	f.Counters.Line("pipestatic_refused_total", Int(3))
	return f
}

func TestWholeFrames(t *testing.T) {
	tests := []struct {
		frame *Frame
		want  string
	}{
		{docExample(), docFrame},
		{new(Frame), emptyFrame},
		{gaugesExample(), gaugesFrame},
	}
	var s Snapshot
	for _, tt := range tests {
		if got := string(tt.frame.Text()); got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", got, tt.want)
		}
		if err := s.Parse([]byte(tt.want)); err != nil || !s.Framed || len(s.Foreign) != 0 {
			t.Fatalf("%v, framed %v, foreign %d", err, s.Framed, len(s.Foreign))
		}
		if got := string(rewritten(&s).Text()); got != tt.want {
			t.Errorf("parsed and written again:\n%s\nwant\n%s", got, tt.want)
		}
		if s.Program != tt.frame.Program || s.Start != tt.frame.Start {
			t.Errorf("program %q, start %v", s.Program, s.Start)
		}
	}
}

// rewritten is a frame with what was parsed.
func rewritten(s *Snapshot) *Frame {
	f := new(Frame)
	rewrite(f, s)
	return f
}

func rewrite(f *Frame, s *Snapshot) {
	f.Program, f.Start = s.Program, s.Start
	for _, section := range []struct {
		to    *Section
		lines []Line
	}{{&f.Gauges, s.Gauges}, {&f.Counters, s.Counters}, {&f.Bins, s.Bins}} {
		for _, l := range section.lines {
			section.to.Line(string(l.Name), l.Value)
		}
	}
}

func TestFrameIsUsedAgain(t *testing.T) {
	f := new(Frame)
	for _, want := range []string{emptyFrame, gaugesFrame, docFrame, gaugesFrame, emptyFrame} {
		var s Snapshot
		if err := s.Parse([]byte(want)); err != nil {
			t.Fatal(err)
		}
		f.Reset()
		rewrite(f, &s)
		if got := string(f.Text()); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestSnapshotIsUsedAgain(t *testing.T) {
	var s Snapshot
	for _, text := range []string{docFrame, "a: 1\nbad\n", docFrame, "pipestatic_bins: 0\n"} {
		_ = s.Parse([]byte(text))
	}
	if err := s.Parse([]byte("b: 2\n")); err != nil {
		t.Fatal(err)
	}
	if got := shownLines(&s); got != "b: 2\n" || s.Program != "" || s.Start != 0 || s.Framed {
		t.Errorf("left of the texts before: %q, program %q, start %v", got, s.Program, s.Start)
	}
}

func TestProgramNames(t *testing.T) {
	tests := []struct{ program, line, back string }{
		{"", ``, ""},
		{"web app", `web app`, "web app"},
		{`"}: 1`, `\"}: 1`, `"}: 1`},
		{`C:\n.exe`, `C:\\n.exe`, `C:\n.exe`},
		{"a\nb\x00c", "a\ufffdb\ufffdc", "a\ufffdb\ufffdc"},
		{"a\u2028b\u202ec", "a\ufffdb\ufffdc", "a\ufffdb\ufffdc"},
		{"a\xff\xfeb", "a\ufffdb", "a\ufffdb"},
		{processHead, `pipestatic_process{program=\"`, processHead},
	}
	var s Snapshot
	for _, tt := range tests {
		text := (&Frame{Program: tt.program}).Text()
		line, _, _ := strings.Cut(string(text), "\n")
		if want := `pipestatic_process{program="` + tt.line + `"}: 1`; line != want {
			t.Errorf("got %s, want %s", line, want)
		}
		if err := s.Parse(text); err != nil || s.Program != tt.back {
			t.Errorf("%s reads back as %q, %v", line, s.Program, err)
		}
	}
}

// Every piece of a frame, and every two frames run together, are torn.
func TestTornFrames(t *testing.T) {
	frames := []string{docFrame, emptyFrame, gaugesFrame}
	for n := range 3 { // the lines of one make up for some that others lack
		f := &Frame{Program: "p"}
		for i := range 2 * n {
			f.Gauges.Line(fmt.Sprint("g", i), Int(1))
		}
		frames = append(frames, string(f.Text()))
	}
	for _, a := range frames {
		for i := 1; i < len(a); i++ {
			wantTorn(t, a[:i])
			wantPiece(t, a[i:])
			for _, b := range frames {
				wantTorn(t, a[:i]+b)
				wantTorn(t, a+b[len(b)-min(i, len(b)):])
			}
		}
	}
}

// Another reader can take any bytes out of the middle, also such that all lines
// are still lines, with other numbers.
func TestBytesTakenFromTheMiddle(t *testing.T) {
	for i := len(processHead); i < len(docFrame); i++ {
		for j := i + 1; j <= len(docFrame); j++ {
			wantTorn(t, docFrame[:i]+docFrame[j:])
		}
	}
}

func wantTorn(t *testing.T, text string) {
	t.Helper()
	var s Snapshot
	if err := s.Parse([]byte(text)); !errors.Is(err, ErrTorn) || s.Framed {
		t.Fatalf("%v, framed %v:\n%s", err, s.Framed, text)
	}
}

// wantPiece is for the end of a frame: without one whole line of framing it
// looks like a foreign pipe's text, but never like a frame.
func wantPiece(t *testing.T, text string) {
	t.Helper()
	if strings.HasPrefix(text, Reserved) || strings.Contains(text, "\n"+Reserved) {
		wantTorn(t, text)
		return
	}
	var s Snapshot
	if err := s.Parse([]byte(text)); err != nil || s.Framed {
		t.Fatalf("%v, framed %v:\n%s", err, s.Framed, text)
	}
}

func TestMalformedFrames(t *testing.T) {
	tests := []struct{ name, old, new string }{
		{"process is not 1", `"}: 1`, `"}: 2`},
		{"program not closed", `webapp"`, `webapp`},
		{"quote not escaped", `webapp`, `web"app`},
		{"escape unknown", `webapp`, `web\app`},
		{"escape cut off", `webapp`, `webapp\`},
		{"label more", `webapp"`, `webapp",a="b"`},
		{"start is no number", `1790000000.123456`, `now`},
		{"start is missing", "pipestatic_start_time_seconds: 1790000000.123456\n", ""},
		{"sections swapped", `pipestatic_gauges: 1`, `pipestatic_counters: 1`},
		{"one gauge too many", `gauges: 1`, `gauges: 0`},
		{"one gauge too few", `gauges: 1`, `gauges: 2`},
		{"one counter too few", `counters: 3`, `counters: 4`},
		{"one bin too many", `bins: 1`, `bins: 0`},
		{"one bin too few", `bins: 1`, `bins: 2`},
		{"bins without end", `bins: 1`, `bins: 9223372036854775807`},
		{"less than none", `gauges: 1`, `gauges: -1`},
		{"no whole number", `gauges: 1`, `gauges: 1.0`},
		{"no number", `gauges: 1`, `gauges: `},
		{"line without value", `load: 2.0`, `load`},
		{"line with half a value", `load: 2.0`, `load: `},
		{"line without space", `load: 2.0`, `load:2.0`},
		{"space without colon", `load: 2.0`, `load 2.0`},
		{"only a value", `load: 2.0`, ` 2.0`},
		{"empty line", `load: 2.0`, ``},
		{"framing in a section", `load: 2.0`, `pipestatic_gauges: 0`},
		{"end of line of another system", `signups: 7`, "signups: 7\r"},
		{"more after the bins", `"}: 7`, "\"}: 7\nhits: 1"},
		{"zero bytes after it", `"}: 7`, "\"}: 7\x00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, _, _ := strings.Cut(docFrame, bytesHead)
			text := strings.Replace(body, tt.old, tt.new, 1)
			if text == body {
				t.Fatal("nothing was replaced")
			}
			wantTorn(t, fmt.Sprintf("%s%s%d\n", text, bytesHead, len(text)))
		})
	}
}
