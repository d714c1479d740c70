package top

import (
	"strings"
	"testing"
)

func TestRates(t *testing.T) {
	young := serving(1, 30, 0)
	young.Start = since(-1) // after the first reading
	reborn := serving(1, 5, 0)
	reborn.Start = since(-1.5)
	for _, tt := range []struct {
		name     string
		readings [][]Process
		want     string // the process: state, requests per second, errors, p50
	}{
		{"the first reading is a mean since the start",
			[][]Process{list(serving(1, 200, 10))}, "ok 2 0.05 0.0045"},
		{"the second is what was between",
			[][]Process{list(serving(1, 200, 10)), list(serving(1, 300, 35))}, "ok 50 0.25 0.0045"},
		{"nothing was", [][]Process{list(serving(1, 200, 10)), list(serving(1, 200, 10))}, "ok 0 - -"},
		{"a process that is new began at zero, as far as is known when the one before was read",
			[][]Process{list(), list(young)}, "ok 15 0 0.0045"},
		{"so did the next one of the same pid",
			[][]Process{list(serving(1, 200, 10)), list(reborn)}, "ok 2.5 0 0.0046"},
		{"a counter that fell says nothing",
			[][]Process{list(serving(1, 200, 10)), list(serving(1, 100, 10))}, "ok - - -"},
		{"one that is slow says nothing",
			[][]Process{list(serving(1, 200, 10)), list(serving(1, 0, 0).was("slow"))}, "slow - - -"},
		{"and goes on from where it was",
			[][]Process{list(serving(1, 200, 10)), list(serving(1, 0, 0).was("slow")),
				list(serving(1, 280, 10))}, "ok 20 0 0.0045"},
		{"one that is dead is listed for a while",
			[][]Process{list(serving(1, 200, 10)), list(serving(1, 0, 0).was("dead")), list()},
			"dead - - -"},
		{"one that has ended in order is not",
			[][]Process{list(serving(1, 200, 10)), list()}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, r := range view(Pick{}, tt.readings...).Tables[Processes] {
				got += strings.Join([]string{r.State, dashed(r.Rate), dashed(r.Errors), dashed(r.P50)}, " ")
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func dashed(f float64) string {
	if !known(f) {
		return "-"
	}
	return plain(f)
}

// A process that did not answer keeps the name that it had, or has the system's.
func TestNames(t *testing.T) {
	slow := serving(1, 0, 0).was("slow")
	slow.Command = "bash"
	v := view(Pick{}, list(serving(1, 1, 0)), list(slow))
	if got := v.Tables[Processes][0].Program; got != "shop" {
		t.Errorf("it is %s now", got)
	}
	answer := `{"processes": [{"file": "/pipes/2.stats", "pid": 2, "program": "", "command": "sh",
		"state": "slow", "reason": "its process is stopped"}]}`
	r, err := Decode([]byte(answer), noon)
	if err != nil || r.Processes[0].Program != "sh" || r.Processes[0].State != "stopped" {
		t.Errorf("got %+v, %v", r, err)
	}
	if _, err := Decode([]byte("{"), noon); err == nil ||
		err.Error() != "the list of processes: unexpected end of JSON input" {
		t.Errorf("got %v", err)
	}
}

func TestSums(t *testing.T) {
	other := serving(3, 40, 0)
	other.Program = "mill"
	want := strings.TrimSpace(`
#program|program|processes|answering|requests_per_second|errors|in_flight|p50|p90|p99
program|shop|3|2|4|0.025|4|0.0045|0.0049|0.00499
program|mill|1|1|0.4|0|2|0.0045|0.0049|0.005
#process|pipe|pid|state|age_seconds|user|reason|program|requests_per_second|errors|in_flight|p50|p90|p99
process|2|2|ok|100|web||shop|3|0|2|0.0045|0.0049|0.00499
process|1|1|ok|100|web||shop|1|0.1|2|0.0045|0.0049|0.00499
process|3|3|ok|100|web||mill|0.4|0|2|0.0045|0.0049|0.005
process|4|4|stopped|100|web|a debugger|shop||||||
#route|route|program|requests_per_second|errors|p50|p90|p99
route|/a|shop|4|0.025|0.0045|0.0049|0.00499
route|/a|mill|0.4|0|0.0045|0.0049|0.005`)
	stopped := serving(4, 0, 0)
	stopped.State, stopped.Values, stopped.Reason = "stopped", nil, "a debugger"
	v := view(Pick{}, list(serving(1, 100, 10), serving(2, 300, 0), other, stopped))
	if got := written(t, v); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if v.Complete() {
		t.Error("complete, though one is stopped")
	}
	for pick, want := range map[Pick]string{
		{Program: "mill"}: "3", {Pipe: "2"}: "2", {Program: "shop", Pipe: "3"}: "",
	} {
		got := ""
		for _, r := range view(pick, list(serving(1, 1, 0), serving(2, 1, 0), other)).Tables[Processes] {
			got += r.Pipe
		}
		if got != want {
			t.Errorf("%+v: got processes %s, want %s", pick, got, want)
		}
	}
}

func TestOnlyTheNamed(t *testing.T) {
	other := serving(3, 1, 0)
	other.Program, other.File = "mill", "/pipes/3-2.stats"
	for only, want := range map[string]string{
		"1": "1", "3": "3-2", "3-2": "3-2", "shop": "1", "nobody": "",
	} {
		m := NewModel([]string{only})
		m.Take(Reading{At: noon, Processes: list(serving(1, 1, 0), other)})
		got := ""
		for _, r := range m.View(Pick{}).Tables[Processes] {
			got += r.Pipe
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", only, got, want)
		}
	}
}

// A middleware may have another prefix, and routes and labels may be anything.
func TestStatsOfOtherNames(t *testing.T) {
	p := serving(1, 10, 0)
	for name, value := range p.Values {
		if renamed, ok := strings.CutPrefix(name, "http_"); ok {
			delete(p.Values, name)
			p.Values["api_"+renamed] = value
		}
	}
	p.Values[`api_route_requests_total{method="GET",route="/\"{x}\\",code="503"}`] = "10"
	v := view(Pick{}, list(p))
	if got := plain(v.Total.Rate); got != "0.1" {
		t.Errorf("%s requests a second", got)
	}
	got := ""
	for _, r := range v.ordered(Routes) {
		got += r.Route + " " + plain(r.Errors) + "\n"
	}
	if want := "/\"{x}\\ 1\n/a 0\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
