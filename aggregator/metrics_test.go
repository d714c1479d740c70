package aggregator

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// shown is the metrics of a reading, without those of the aggregator itself.
func shown(t *testing.T, r *reading, raw string) string {
	t.Helper()
	q, err := parseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	text := string(metricsText(r, q))
	checkMetrics(t, text)
	own := strings.Index(text, "# HELP pipestatic_processes")
	if own < 0 {
		own = len(text)
	}
	return text[:own]
}

// checkMetrics checks what a scraper relies on: each series once, lines of a
// family together, buckets that rise, and a count that is the last of them.
func checkMetrics(t *testing.T, text string) {
	t.Helper()
	seen, types := map[string]bool{}, map[string]bool{}
	family, below := "", 0.0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			family, _, _ = strings.Cut(rest, " ")
			if types[family] {
				t.Errorf("%s has two types:\n%s", family, text)
			}
			types[family], below = true, 0
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		end := strings.LastIndexByte(line, ' ')
		series, value := line[:end], line[end+1:]
		f, err := strconv.ParseFloat(value, 64)
		name, labels, _ := strings.Cut(series, "{")
		if err != nil || seen[series] || !strings.HasPrefix(name, family) {
			t.Errorf("%s under %s, %v, twice %t:\n%s", line, family, err, seen[series], text)
		}
		seen[series] = true
		switch {
		case strings.Contains(labels, `le="`):
			if f < below {
				t.Errorf("%s falls:\n%s", series, text)
			}
			below = f
		case strings.HasSuffix(name, "_count") && name != family:
			if f != below {
				t.Errorf("%s is not %v:\n%s", line, below, text)
			}
			below = 0
		}
	}
}

func TestMetrics(t *testing.T) {
	web := func(stats ...string) *process { return says(1, younger, stats...) }
	all := func(p ...*process) []*process { return p }
	reserved := web("zipestatic_processes: 1")
	reserved.reason = strings.Replace(reserved.reason, "zipe", "pipe", 1)
	foreignPipe := &process{state: foreign, file: "/d/9.stats", pid: 9, reason: "old: 5\n"}
	for _, test := range []struct {
		name, query string
		processes   []*process
		want        string
	}{
		{"nothing", "", nil, ""},
		{"a counter is its growth", "",
			all(web("a_total: 5"), says(2, older, "a_total: 100"), saysAs("jobs", 3, younger, "a_total: 1")), `
# HELP a_total growth since the aggregator started
# TYPE a_total counter
a_total{program="jobs"} 1
a_total{program="web"} 5
`},
		{"a gauge is a sum", "", all(says(1, older, "gauge load: 0.5"), web("gauge load: 2")), `
# HELP load sum over the live processes
# TYPE load gauge
load{program="web"} 2.5
`},
		{"numbers that are none", "", all(web("gauge a: NaN", "gauge b: -Inf", "gauge c: 1e300")), `
# HELP a sum over the live processes
# TYPE a gauge
a{program="web"} NaN
# HELP b sum over the live processes
# TYPE b gauge
b{program="web"} -Inf
# HELP c sum over the live processes
# TYPE c gauge
c{program="web"} 1e+300
`},
		{"foreign", "", all(foreignPipe), `
# HELP old sum over the live processes
# TYPE old untyped
old{program=""} 5
`},
		{"a counter and a gauge by labels", "", all(web(`gauge a{b="1"}: 1`, `a{b="2"}: 2`)), `
# HELP a of several kinds
# TYPE a untyped
a{b="1",program="web"} 1
a{b="2",program="web"} 2
`},
		{"labels", "", all(web(`a{z="\"\\\n",le="x",pid="7",program="p",__x="1",b-c="2"}: 5`)), `
# HELP a growth since the aggregator started
# TYPE a counter
a{_x="1",b_c="2",exported_le="x",exported_pid="7",exported_program="p",program="web",z="\"\\\n"} 5
`},
		{"a histogram in seconds", "", all(
			web("d_seconds_count: 6", "d_seconds_sum: 9.5", `d_seconds_bucket{range="..0"}: 1`,
				`d_seconds_bucket{range="0.004..0.005"}: 1`, `d_seconds_bucket{range="0.005..0.0063"}: 1`,
				`d_seconds_bucket{range="1..1.25"}: 2`, `d_seconds_bucket{range="1e+15.."}: 1`),
			saysAs("jobs", 3, younger, "d_seconds_count: 0", "d_seconds_sum: 0.0")), `
# HELP d_seconds growth since the aggregator started
# TYPE d_seconds histogram
` + zeros("d_seconds", "jobs", secondBounds) + `d_seconds_sum{program="jobs"} 0.0
d_seconds_count{program="jobs"} 0
d_seconds_bucket{program="web",le="0.005"} 2
d_seconds_bucket{program="web",le="0.01"} 3
d_seconds_bucket{program="web",le="0.025"} 3
d_seconds_bucket{program="web",le="0.05"} 3
d_seconds_bucket{program="web",le="0.1"} 3
d_seconds_bucket{program="web",le="0.25"} 3
d_seconds_bucket{program="web",le="0.5"} 3
d_seconds_bucket{program="web",le="1"} 3
d_seconds_bucket{program="web",le="2.5"} 5
d_seconds_bucket{program="web",le="5"} 5
d_seconds_bucket{program="web",le="10"} 5
d_seconds_bucket{program="web",le="+Inf"} 6
d_seconds_sum{program="web"} 9.5
d_seconds_count{program="web"} 6
`},
		{"a histogram of an older process", "", all(
			says(1, older, `d_bytes_count{a="b"}: 6`, `d_bytes_sum{a="b"}: 9.5`,
				`d_bytes_bucket{a="b",range="1..1.25"}: 6`)), `
# HELP d_bytes growth since the aggregator started
# TYPE d_bytes histogram
` + zeros(`d_bytes`, `web`, byteBounds, `a="b",`) + `d_bytes_sum{a="b",program="web"} 0.0
d_bytes_count{a="b",program="web"} 0
`},
		{"a histogram without a sample", "", all(
			web("d_seconds_count: 0", "d_seconds_sum: 0.0", "e_count: 0", "e_sum: 0", "f_sum: 0.0")), `
# HELP d_seconds growth since the aggregator started
# TYPE d_seconds histogram
` + zeros("d_seconds", "web", secondBounds) + `d_seconds_sum{program="web"} 0.0
d_seconds_count{program="web"} 0
# HELP e_count growth since the aggregator started
# TYPE e_count counter
e_count{program="web"} 0
# HELP e_sum growth since the aggregator started
# TYPE e_sum counter
e_sum{program="web"} 0
# HELP f_sum growth since the aggregator started
# TYPE f_sum counter
f_sum{program="web"} 0.0
`},
		{"by process", "by=process", all(
			&process{state: ok, file: "/d/1.stats", program: "web", pid: 1, start: older,
				reason: says(1, older, "gauge load: 0.5", "a: 5").reason},
			&process{state: ok, file: "/d/1-2.stats", program: "web", pid: 1, start: older + .1,
				reason: says(1, older, "gauge load: 0.5", "a: 7").reason},
			foreignPipe), `
# HELP a value of each process
# TYPE a counter
a{pid="1",program="web"} 5
a{pid="1-2",program="web"} 7
# HELP load value of each process
# TYPE load gauge
load{pid="1",program="web"} 0.5
load{pid="1-2",program="web"} 0.5
# HELP old value of each process
# TYPE old untyped
old{pid="9",program=""} 5
`},
		{"a name that is escaped", "", all(web("8 a\\/ü: 5")), `
# HELP _8_a___ growth since the aggregator started; original name: 8 a\\/ü
# TYPE _8_a___ counter
_8_a___{program="web"} 5
`},
		{"a colon", "", all(web(`a:b{c:d="e"}: 5`)), `
# HELP a:b growth since the aggregator started
# TYPE a:b counter
a:b{c_d="e",program="web"} 5
`},
		{"a name that was quoted", "", all(web("x\x01: 5", "y\x01{b=\"c\"}: 2")), `
# HELP x_ growth since the aggregator started; original name: "x\\x01"
# TYPE x_ counter
x_{program="web"} 5
# HELP y_ growth since the aggregator started; original name: "y\\x01"
# TYPE y_ counter
y_{b="c",program="web"} 2
`},
		{"labels that are none", "", all(web(`a{b}: 1`, `a{b="c}: 2`, `a{b="c",}: 3`, `a{}: 4`)), `
# HELP a growth since the aggregator started
# TYPE a counter
a{program="web"} 4
# HELP a_b_ growth since the aggregator started; original name: a{b}
# TYPE a_b_ counter
a_b_{program="web"} 1
# HELP a_b__c_ growth since the aggregator started; original name: a{b="c}
# TYPE a_b__c_ counter
a_b__c_{program="web"} 2
# HELP a_b__c___ growth since the aggregator started; original name: a{b="c",}
# TYPE a_b__c___ counter
a_b__c___{program="web"} 3
`},
		{"names that collide", "", all(web("a b: 1", "a.b: 2", "a_b: 3", `a b{c="d"}: 1`)), `
# HELP a_b growth since the aggregator started
# TYPE a_b counter
a_b{program="web"} 3
# left out: "a b": another has the name a_b here
# left out: "a.b": another has the name a_b here
`},
		{"labels that collide", "", all(web(`a{b="1",c="2"}: 1`, `a{c="2",b="1"}: 2`, `a{b="",c="2"}: 3`,
			`a{c="2"}: 4`, `b{c.d="1",c_d="2"}: 5`)), `
# HELP a growth since the aggregator started
# TYPE a counter
a{b="1",c="2",program="web"} 1
a{b="",c="2",program="web"} 3
# left out: "a{c=\"2\",b=\"1\"}" of program "web": another has the same labels here
# left out: "a{c=\"2\"}" of program "web": another has the same labels here
# left out: "b{c.d=\"1\",c_d=\"2\"}" of program "web": two of its labels have the same name here
`},
		{"names of a histogram", "match=d_seconds_*&match=d_seconds", all(
			web("gauge d_seconds: 1", `d_seconds_bucket{range="1..1.25"}: 1`),
			says(2, younger, "gauge d_seconds_count: 1"), foreignPipe), `
# HELP d_seconds growth since the aggregator started
# TYPE d_seconds histogram
` + ones("d_seconds", "web", secondBounds, 1) + `d_seconds_sum{program="web"} 0
d_seconds_count{program="web"} 1
# left out: "d_seconds" of program "web": a histogram has that name
# left out: "d_seconds_count": another has the name d_seconds_count here
`},
		{"our own names", "match=*processes", all(reserved), `
# left out: "pipestatic_processes": another has the name pipestatic_processes here
`},
		{"a query", "match=a*&program=jobs", all(web("a: 1", "b: 1"),
			saysAs("jobs", 2, younger, "gauge aa: 1", "b: 1")), `
# HELP aa sum over the live processes
# TYPE aa gauge
aa{program="jobs"} 1
`},
	} {
		got := shown(t, newEra().reads(test.processes...), test.query)
		if want := strings.TrimPrefix(test.want, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, want)
		}
	}
}

// The programs of containers are all pid 1, each in a directory of its own.
func TestSeveralDirectories(t *testing.T) {
	r := newEra().reads(
		&process{state: ok, file: "/a/1.stats", pid: 1, start: older, program: "web",
			reason: says(1, older, "a: 5").reason},
		&process{state: ok, file: "/b/1.stats", pid: 1, start: younger, program: "web",
			reason: says(1, younger, "a: 7").reason})
	r.dirs = 2
	const want = `# HELP a value of each process
# TYPE a counter
a{dir="/a",pid="1",program="web"} 5
a{dir="/b",pid="1",program="web"} 7
`
	if got := shown(t, r, "by=process"); got != want {
		t.Errorf("got\n%s", got)
	}
}

// zeros are the buckets of a histogram without samples.
func zeros(name, program string, bounds []float64, labels ...string) (text string) {
	return ones(name, program, bounds, math.Inf(1), labels...)
}

// ones are the buckets of a histogram with one sample a little above that.
func ones(name, program string, bounds []float64, above float64, labels ...string) (text string) {
	for _, bound := range append(append([]float64(nil), bounds...), math.Inf(1)) {
		n := 0
		if bound > above {
			n = 1
		}
		le := strconv.FormatFloat(bound, 'g', -1, 64)
		text += fmt.Sprintf("%s_bucket{%sprogram=%q,le=%q} %d\n",
			name, strings.Join(labels, ""), program, le, n)
	}
	return text
}

func TestBoundsAreEdgesOfBins(t *testing.T) {
	for name, want := range map[string]string{
		"d_seconds": "[0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10]",
		"d_bytes": "[100 250 500 1000 2500 5000 10000 25000 50000 100000 250000 500000 " +
			"1e+06 2.5e+06 5e+06 1e+07 2.5e+07 5e+07 1e+08 2.5e+08 5e+08 1e+09]",
		"d": "[0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 25 50 " +
			"100 250 500 1000 2500 5000 10000 25000 50000 100000 250000 500000 1e+06]",
	} {
		bounds := boundsOf(name)
		if got := fmt.Sprint(bounds); got != want {
			t.Errorf("%s: %s", name, got)
		}
		for _, b := range bounds {
			if !isEdge(b) {
				t.Errorf("%v is no edge", b)
			}
		}
	}
}

func TestTheReadingsOwnMetrics(t *testing.T) {
	r := newEra().reads(says(1, younger, "a: 1"), not(slow, 2), not(dead, 3))
	r.took, r.processes[0].bytes = 1500*time.Millisecond, 287
	q := query{match: []string{"pipestatic_*"}, programs: map[string]bool{"web": true}}
	const want = `# HELP pipestatic_processes pipes found, by what became of them
# TYPE pipestatic_processes gauge
pipestatic_processes{state="ok"} 1
pipestatic_processes{state="foreign"} 0
pipestatic_processes{state="slow"} 1
pipestatic_processes{state="torn"} 0
pipestatic_processes{state="dead"} 1
pipestatic_processes{state="refused"} 0
# HELP pipestatic_complete 1 when all live processes were read whole
# TYPE pipestatic_complete gauge
pipestatic_complete 0
# HELP pipestatic_read_seconds how long reading all pipes took
# TYPE pipestatic_read_seconds gauge
pipestatic_read_seconds 1.5
# HELP pipestatic_read_bytes how much the pipes said
# TYPE pipestatic_read_bytes gauge
pipestatic_read_bytes 287
# HELP pipestatic_series_left_out series whose name another one has here
# TYPE pipestatic_series_left_out gauge
pipestatic_series_left_out 0
`
	if got := string(metricsText(r, q)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func isEdge(x float64) bool { return wire.Upper(wire.Bin(x)) == x }

// Whatever the pipes say, a scraper can read it.
func FuzzMetrics(f *testing.F) {
	f.Add(`d_bucket{range="1..1.25"}`, "d_count", `a{b="c"}`, "web", int64(1), true)
	f.Add("a b", "a.b", `a{__name__="b"}`, "w\"\n", int64(-1), false)
	f.Add("d_count", "\xff", `"`, "", int64(1), true)
	f.Fuzz(func(t *testing.T, a, b, c, program string, n int64, isCounter bool) {
		line := func(name string) wire.Line { return wire.Line{Name: []byte(name), Value: wire.Int(n)} }
		s := wire.Snapshot{
			Bins: []wire.Line{line(a)}, Counters: []wire.Line{line(b), line(c)},
			Foreign: []wire.Line{line(c)},
		}
		if !isCounter {
			s.Gauges, s.Counters = s.Counters, s.Gauges
		}
		e := newEra()
		r := &reading{began: e.now}
		for pid := range 3 {
			p := &process{state: ok, pid: pid, start: younger, program: program}
			p.lines, _ = r.names.take(&s, defaultLimits())
			r.processes = append(r.processes, p)
		}
		r.processes[2].state = foreign
		e.update(r)
		for _, q := range []query{{}, {process: true}} {
			text := string(metricsText(r, q))
			checkMetrics(t, text)
			if !utf8.ValidString(text) {
				t.Errorf("not UTF-8: %q", text)
			}
		}
	})
}
