package top

import (
	"math"
	"strings"
)

// A Row is a program, a process or a route.
type Row struct {
	Program string
	Pipe    string // of a process: 4711, or 4711-2
	PID     int
	User    string
	State   string
	Reason  string
	Age     float64 // of a process, in seconds
	Route   string
	Answer  int // of a program: how many of its processes did
	Listed  int // and how many there are
	Traffic
}

// Traffic is what is shown of a flow. NaN is what is not known.
type Traffic struct {
	Rate          float64 // requests per second
	Errors        float64 // share of 5xx and panics
	InFlight      float64
	P50, P90, P99 float64 // seconds
}

func (f flow) traffic() Traffic {
	t := Traffic{
		Rate: math.NaN(), Errors: math.NaN(), InFlight: f.inFlight,
		P50: f.quantile(500), P90: f.quantile(900), P99: f.quantile(990),
	}
	if f.known {
		t.Rate = f.rate
	}
	if f.known && f.requests > 0 {
		t.Errors = f.failed / f.requests
	}
	return t
}

// key tells a row from all others of its table.
func (r *Row) key() string { return strings.Join([]string{r.Program, r.Pipe, r.Route}, "\x00") }

// pipe is a pipe's name without what all have.
func pipe(file string) string {
	file = file[strings.LastIndexByte(file, '/')+1:]
	return strings.TrimSuffix(file, ".stats")
}
