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
	route    fact = "route"    // the pattern that the router found
	flight   fact = "flight"   // requests in flight when all are finished
	meantime fact = "meantime" // requests in flight while one is served
	series   fact = "series"   // more of them after many requests than after one
	answer   fact = "answer"   // what the client got is what it gets without any middleware
)

// facts are what is recorded or wanted, as text. One that an implementation has
// no notion of is missing. What is wanted may have alternatives: "none|101".
type facts map[fact]string

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

// judge compares what is recorded with what is wanted.
func judge(want, got facts) (v verdict) {
	for f, expected := range want {
		recorded, ok := got[f]
		switch {
		case ok && slices.Contains(strings.Split(expected, "|"), recorded):
		case f == route && recorded == noName && expected == unmatched:
		case f == flight && !ok: // a trial of its own tells who has no notion of it
		case !ok, f == route && recorded == noName:
			v.missing = append(v.missing, string(f))
		default:
			v.wrong = append(v.wrong, string(f))
		}
	}
	slices.Sort(v.wrong)
	slices.Sort(v.missing)
	return v
}

func (v verdict) String() string {
	switch {
	case v.wrong != nil:
		return "wrong: " + strings.Join(v.wrong, ", ")
	case v.missing != nil:
		return "not recorded: " + strings.Join(v.missing, ", ")
	}
	return "right"
}
