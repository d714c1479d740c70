package main

import (
	"maps"
	"testing"
)

// said is a reading of one process, which began at that time.
func said(at, began float64, state string, values map[string]number) reading {
	p := process{File: "/pipes/1.stats", PID: 1, Start: began, State: state, Values: values}
	return reading{Timestamp: at, Gauges: []string{"load"}, Each: []process{p}}
}

func TestRates(t *testing.T) {
	t.Parallel()
	const bin = `d_bucket{range="1..1.25"}`
	past := history{}
	for i, test := range []struct {
		reading
		want map[string]float64 // of the process, and of the sum
	}{
		{said(100, 1, "ok", map[string]number{"n": "10", "load": "5", bin: "1"}), nil},
		{said(102, 1, "ok", map[string]number{"n": "30", "load": "9", bin: "4"}),
			map[string]float64{"n": 10}},
		// A new stat began at zero, one that fell began anew.
		{said(104, 1, "ok", map[string]number{"n": "4", "new": "2", "odd": "null"}),
			map[string]float64{"n": 2, "new": 1}},
		// What was silent for a while counted all that time.
		{said(106, 1, "slow", nil), nil},
		{said(108, 1, "ok", map[string]number{"n": "44"}), map[string]float64{"n": 10}},
		{said(108, 1, "ok", map[string]number{"n": "45"}), nil}, // no time has gone by
		// Another process under that pid, a pipe that does not say what counts.
		{said(110, 109, "ok", map[string]number{"n": "99"}), nil},
		{said(112, 0, "foreign", map[string]number{"n": "1"}), nil},
		{said(114, 0, "foreign", map[string]number{"n": "9"}), nil},
		{said(190, 109, "ok", map[string]number{"n": "100"}), map[string]float64{"n": 1.0 / 80}},
	} {
		r := test.reading
		past.rate(&r)
		if got := r.Each[0].Rates; !maps.Equal(got, test.want) || !maps.Equal(r.Rates, test.want) {
			t.Errorf("%d: got %v, in all %v, want %v", i, got, r.Rates, test.want)
		}
	}
	if len(past) != 1 {
		t.Errorf("it remembers %d processes, not the last one", len(past))
	}
}

func TestRatesAddUp(t *testing.T) {
	t.Parallel()
	both := func(at float64, a, b number) reading {
		return reading{Timestamp: at, Each: []process{
			{File: "/pipes/1.stats", State: "ok", Values: map[string]number{"n": a}},
			{File: "/pipes/2.stats", State: "ok", Values: map[string]number{"n": b}},
		}}
	}
	past, r := history{}, both(100, "1", "10")
	past.rate(&r)
	r = both(101, "3", "15")
	past.rate(&r)
	if want := map[string]float64{"n": 7}; !maps.Equal(r.Rates, want) {
		t.Errorf("got %v, want %v", r.Rates, want)
	}
}
