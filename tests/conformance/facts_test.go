package conformance

import (
	"fmt"
	"slices"
	"strings"
)

// A fact is something about requests that can be recorded.
type fact string

const (
	count    fact = "count"    // finished requests
	code     fact = "code"     // the status that was sent; none where none was
	outcome  fact = "outcome"  // how a request ended, where the code does not tell
	timed    fact = "latency"  // samples in the distribution of latencies
	received fact = "in"       // bytes of bodies that were read
	sent     fact = "out"      // bytes of bodies that were sent
	method   fact = "method"   // of HTTP, or one name for all that are none
	route    fact = "route"    // the pattern that the router found
	flight   fact = "flight"   // requests in flight when all are finished
	meantime fact = "meantime" // requests in flight while one is served
	series   fact = "series"   // more of them after many requests than after one
	answer   fact = "answer"   // what the client got is what it gets without any middleware
)

// facts are what is recorded or wanted, as text. One that an implementation has
// no notion of is missing. What is wanted may have alternatives: "none|101".
type facts map[fact]string

// asSeen is wanted where there are as many bytes as the client gets without any
// middleware.
const asSeen = "as seen"

// noName is the name of what was recorded without one.
const noName = "-"

// unmatched is the name of a route that a router did not find.
const unmatched = "unmatched"

// A tally counts by name.
type tally map[string]float64

// String returns "200, 404 x2".
func (t tally) String() string {
	var names []string
	for name, n := range t {
		switch n {
		case 0:
		case 1:
			names = append(names, name)
		default:
			names = append(names, fmt.Sprintf("%s x%v", name, n))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// A verdict is what an implementation makes of a trial.
type verdict struct{ wrong, missing []string }

// add joins what several trials found.
func (v *verdict) add(other verdict) {
	join := func(a, b []string) []string {
		both := slices.Concat(a, b)
		slices.Sort(both)
		return slices.Compact(both)
	}
	v.wrong, v.missing = join(v.wrong, other.wrong), join(v.missing, other.missing)
}

// judge compares what is recorded with what is wanted, and with what is wanted
// also where it is recorded at all. Where requests were lost, or counted twice,
// nothing else can be right, and only that is said.
func judge(want, also, got facts) (v verdict) {
	for f, expected := range want {
		switch recorded, ok := got[f]; {
		case fits(f, expected, recorded) && ok:
		case !ok, f == route && unnamed(recorded):
			v.missing = append(v.missing, string(f))
		default:
			v.wrong = append(v.wrong, string(f))
		}
	}
	for f, expected := range also {
		if recorded, ok := got[f]; ok && !fits(f, expected, recorded) {
			v.wrong = append(v.wrong, string(f))
		}
	}
	if slices.Contains(v.wrong, string(count)) {
		return verdict{wrong: []string{string(count)}}
	}
	slices.Sort(v.wrong)
	slices.Sort(v.missing)
	return v
}

// fits compares what is recorded with the alternatives of what is expected.
// Where no route was found, no name is as good as one for that.
func fits(f fact, expected, recorded string) bool {
	return slices.Contains(strings.Split(expected, "|"), recorded) ||
		f == route && unnamed(recorded) && strings.HasPrefix(expected, unmatched)
}

func unnamed(route string) bool { return strings.HasPrefix(route+" ", noName+" ") }

func (v verdict) String() string {
	switch {
	case len(v.wrong) > 0:
		return "wrong: " + strings.Join(v.wrong, ", ")
	case len(v.missing) > 0:
		return "not recorded: " + strings.Join(v.missing, ", ")
	}
	return "right"
}
