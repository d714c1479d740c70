package stats_test

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// text returns a snapshot without its start time and size.
func text(t *testing.T, r *stats.Registry) string {
	t.Helper()
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	return lines[0] + strings.Join(lines[2:len(lines)-2], "")
}

func TestSnapshotText(t *testing.T) {
	tests := []struct {
		name string
		do   func(r *stats.Registry)
		want string
	}{
		{"empty", func(*stats.Registry) {}, `
pipestatic_gauges: 0
pipestatic_counters: 0
pipestatic_bins: 0
`},
		{"counters and gauges", func(r *stats.Registry) {
			r.Stat("signups").Incr()
			r.Stat("signups").Add(6)
			r.Stat("load").SetFloat(2)
			r.Stat("in_flight").Add(3)
			r.Stat("in_flight").Add(-1)
			r.Stat("ratio").AddFloat(0.1)
			r.Stat("ratio").AddFloat(0.2)
			r.Stat("debt").AddFloat(-0.5)
		}, `
pipestatic_gauges: 3
debt: -0.5
in_flight: 2
load: 2.0
pipestatic_counters: 2
ratio: 0.30000000000000004
signups: 7
pipestatic_bins: 0
`},
		{"a float for good", func(r *stats.Registry) {
			s := r.Stat("x")
			s.Add(2)
			s.AddFloat(0.5)
			s.Add(1)
			g := r.Stat("g")
			g.Set(2)
			g.SetFloat(0.5)
			g.Set(7)
		}, `
pipestatic_gauges: 1
g: 7.0
pipestatic_counters: 1
x: 3.5
pipestatic_bins: 0
`},
		{"extremes", func(r *stats.Registry) {
			r.Stat("inf").SetFloat(math.Inf(1))
			r.Stat("max").Add(math.MaxInt64)
			r.Stat("min").Add(math.MinInt64)
			r.Stat("minf").SetFloat(math.Inf(-1))
			r.Stat("nan").AddFloat(math.NaN())
			r.Stat("tiny").SetFloat(5e-324)
			r.Stat("wrapped").Set(math.MaxInt64)
			r.Stat("wrapped").Add(1)
		}, `
pipestatic_gauges: 6
inf: +Inf
min: -9223372036854775808
minf: -Inf
nan: NaN
tiny: 5e-324
wrapped: -9223372036854775808
pipestatic_counters: 1
max: 9223372036854775807
pipestatic_bins: 0
`},
		{"names that could break a line", func(r *stats.Registry) {
			for _, name := range []string{
				"", " padded ", "a\nb: 1", "a: b", `"quoted"`, "nul\x00", "bad\xffutf8",
				"pipestatic_gauges", "snow ☃", stats.Name("l", "k", "a\"b\\c\nd"),
			} {
				r.Stat(name).Incr()
			}
		}, `
pipestatic_gauges: 0
pipestatic_counters: 10
" padded ": 1
"": 1
"\"quoted\"": 1
"a\nb: 1": 1
"bad\xffutf8": 1
"nul\x00": 1
"pipestatic_gauges": 1
a: b: 1
l{k="a\"b\\c\nd"}: 1
snow ☃: 1
pipestatic_bins: 0
`},
		{"histograms", func(r *stats.Registry) {
			h := r.Histogram(`job_seconds{queue="a"}`)
			for _, x := range []float64{0, 0.005, 0.0051, 0.25, 1e-12, 2e15} {
				h.Observe(x)
			}
			h.Observe(math.NaN())
			h.Observe(math.Inf(-1))
			r.Histogram("nothing").Observe(math.NaN())
			r.Histogram("delta").Observe(-2)
			r.Histogram("odd\n").Observe(1)
		}, `
pipestatic_gauges: 1
delta_sum: -2.0
pipestatic_counters: 6
"odd\n_count": 1
"odd\n_sum": 1.0
delta_count: 1
job_seconds_count{queue="a"}: 6
job_seconds_sum{queue="a"}: 2000000000000000.2
pipestatic_refused_samples_total: 3
pipestatic_bins: 8
"odd\n_bucket{range=\"0.8..1\"}": 1
delta_bucket{range="..0"}: 1
job_seconds_bucket{queue="a",range="..0"}: 1
job_seconds_bucket{queue="a",range="0..1e-9"}: 1
job_seconds_bucket{queue="a",range="0.004..0.005"}: 1
job_seconds_bucket{queue="a",range="0.005..0.0063"}: 1
job_seconds_bucket{queue="a",range="0.2..0.25"}: 1
job_seconds_bucket{queue="a",range="1e+15.."}: 1
`},
		{"a stat with the name of a histogram's line", func(r *stats.Registry) {
			r.Histogram("h").Observe(1)
			r.Stat("h").Incr()
			r.Stat("h_count").Add(10)
			r.Stat("h_sum").Set(5)
			r.Stat(`h_bucket{range="0.8..1"}`).Add(2)
		}, `
pipestatic_gauges: 1
h_sum: 6.0
pipestatic_counters: 3
h: 1
h_bucket{range="0.8..1"}: 3
h_count: 11
pipestatic_bins: 0
`},
		{"sources", func(r *stats.Registry) {
			r.Stat("a").Add(1)
			r.Histogram("h").Observe(0.5)
			for range 2 {
				r.Collect(func(s *stats.Snapshot) {
					s.Add("a", 10)
					s.AddFloat("b", 0.5)
					s.Set("level", 2)
					s.SetFloat("load", 1.5)
					s.Add("down", -1)
					s.Histogram("h", []float64{0.5, 1, math.Inf(1)}, []int64{1, 0, 2}, 8)
					s.Histogram("g", []float64{1}, []int64{3}, 3)
				})
			}
		}, `
pipestatic_gauges: 3
down: -2
level: 4
load: 3.0
pipestatic_counters: 6
a: 21
b: 1.0
g_count: 6
g_sum: 6.0
h_count: 7
h_sum: 16.5
pipestatic_bins: 3
g_bucket{range="0.8..1"}: 6
h_bucket{range="0.4..0.5"}: 3
h_bucket{range="1e+15.."}: 4
`},
		{"deleted", func(r *stats.Registry) {
			gone, back := r.Stat("gone"), r.Stat("back")
			gone.Incr()
			back.Add(5)
			r.Histogram("h").Observe(1)
			r.Delete("gone")
			r.Delete("back")
			r.Delete("h")
			r.Delete("never")
			back.Incr()
		}, `
pipestatic_gauges: 0
pipestatic_counters: 1
back: 1
pipestatic_bins: 0
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := stats.New(stats.Options{Program: "demo"})
			test.do(r)
			want := `pipestatic_process{program="demo"}: 1` + test.want
			for range 2 { // what is read stays
				if got := text(t, r); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			}
		})
	}
}

func TestProgramName(t *testing.T) {
	r := stats.New(stats.Options{Program: "a\"b\\c\nd: 1\xff"})
	want := `pipestatic_process{program="a\"b\\c` + "\uFFFDd: 1\uFFFD" + `"}: 1` + "\n"
	if got := text(t, r); !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestStartTimeIsNow(t *testing.T) {
	now := func() float64 { return float64(time.Now().UnixMicro()) / 1e6 }
	before := now()
	r := stats.New(stats.Options{})
	after := now()
	var b strings.Builder
	_, _ = r.WriteTo(&b)
	line := strings.Split(b.String(), "\n")[1]
	start, err := strconv.ParseFloat(strings.TrimPrefix(line, "pipestatic_start_time_seconds: "), 64)
	if err != nil || start < before || start > after {
		t.Errorf("%s is not between %v and %v: %v", line, before, after, err)
	}
}

func TestValue(t *testing.T) {
	r := stats.New(stats.Options{})
	r.Stat("n").Add(3)
	r.Stat("g").SetFloat(0.5)
	r.Histogram("h").Observe(1)
	r.Collect(func(s *stats.Snapshot) { s.Add("asked", 4) })
	for name, want := range map[string]float64{
		"n": 3, "g": 0.5, "h_count": 1, "h_sum": 1, `h_bucket{range="0.8..1"}`: 1, "asked": 4,
	} {
		if got, ok := r.Value(name); !ok || got != want {
			t.Errorf("%s: got %v, %v, want %v", name, got, ok, want)
		}
	}
	if got, ok := r.Value("none"); ok || got != 0 {
		t.Errorf("none: got %v, %v", got, ok)
	}
}

// Once a snapshot shows that a stat is deleted, it is: what is added then is not
// deleted as well.
func TestAddAfterDeleteWasSeen(t *testing.T) {
	for range 2000 {
		r := stats.New(stats.Options{})
		s := r.Stat("s")
		s.Incr()
		go r.Delete("s")
		for there := true; there; _, there = r.Value("s") {
		}
		s.Incr()
		if got, _ := r.Value("s"); got != 1 {
			t.Fatalf("got %v, want 1", got)
		}
	}
}

// A writerFunc is an io.Writer.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// Snapshots that are taken while another is written do not share its memory.
func TestSnapshotWhileOneIsWritten(t *testing.T) {
	r := stats.New(stats.Options{})
	s := r.Stat("s")
	for range 10 {
		_, _ = r.WriteTo(writerFunc(func(p []byte) (int, error) {
			before := string(p)
			s.Incr()
			if now := text(t, r); string(p) != before {
				t.Errorf("a snapshot changed from\n%s\nto\n%s\nwhen this was taken:\n%s", before, p, now)
			}
			return len(p), nil
		}))
	}
}
