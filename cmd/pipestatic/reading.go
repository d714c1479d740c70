package main

import (
	"cmp"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A reading is the aggregator's answer to ?by=process&values=1: what all the
// pipes said at one time, of what the query asked for.
type reading struct {
	Timestamp float64              `json:"timestamp"`           // seconds since 1970
	Stats     map[string]number    `json:"stats,omitempty"`     // summed, bins too
	Quantiles map[string]quantiles `json:"quantiles,omitempty"` // by histogram
	Processes tally                `json:"processes"`
	Gauges    []string             `json:"gauges,omitempty"` // of the stats, sorted
	Each      []process            `json:"each,omitempty"`   // by pid, whatever their state

	Rates map[string]float64 `json:"rates,omitempty"` // ours: counted per second
}

// A tally says what became of the pipes.
type tally struct {
	Read     int  `json:"read"`
	Slow     int  `json:"slow"`
	Dead     int  `json:"dead"`
	Foreign  int  `json:"foreign"` // of those that were read
	Torn     int  `json:"torn"`
	Refused  int  `json:"refused"`
	Complete bool `json:"complete"` // all live processes were read whole
}

// A process is one pipe.
type process struct {
	File    string  `json:"file"`
	PID     int     `json:"pid"`
	Program string  `json:"program"`           // as it says itself
	Command string  `json:"command,omitempty"` // as the system says, where it did not
	User    string  `json:"user"`
	Start   float64 `json:"start"` // seconds since 1970; 0: not known
	State   string  `json:"state"` // ok, foreign, slow, torn, dead, refused
	Reason  string  `json:"reason,omitempty"`
	Count   int     `json:"stats"`
	Bytes   int     `json:"bytes"`
	MS      float64 `json:"ms"`

	Values    map[string]number    `json:"values,omitempty"` // bins too
	Quantiles map[string]quantiles `json:"quantiles,omitempty"`

	Rates map[string]float64 `json:"rates,omitempty"` // ours: counted per second
}

// Quantiles are those of a histogram's samples.
type quantiles struct {
	P50  number `json:"p50"`
	P90  number `json:"p90"`
	P99  number `json:"p99"`
	P999 number `json:"p999"`
}

// A number is JSON's text of a value, which an int64 survives. NaN and infinities
// are null.
type number string

// UnmarshalJSON keeps the text.
func (n *number) UnmarshalJSON(text []byte) error {
	*n = number(text)
	return nil
}

// MarshalJSON gives it back.
func (n number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// float returns the value. ok is false where there is none.
func (n number) float() (f float64, ok bool) {
	f, err := strconv.ParseFloat(string(n), 64)
	return f, err == nil
}

// cell is the number for programs, empty where there is none.
func (n number) cell() string { return strings.TrimPrefix(string(n), "null") }

// text is the number for people.
func (n number) text() string { return cmp.Or(n.cell(), "-") }

// read reports whether the pipe's values are there.
func (p process) read() bool { return p.State == "ok" || p.State == "foreign" }

// silent reports whether a live process did not answer whole.
func (p process) silent() bool { return p.State == "slow" || p.State == "torn" }

// id tells a pipe from others in its directory: 4711, or 4711-2.
func (p process) id() string { return strings.TrimSuffix(filepath.Base(p.File), ".stats") }

// name is what the process is called, by itself or by the system.
func (p process) name() string {
	if p.Program != "" {
		return p.Program
	}
	return p.Command
}

// is reports whether an argument means this process.
func (p process) is(arg string) bool {
	return arg == p.id() || arg == strconv.Itoa(p.PID) || arg == p.name() && arg != ""
}

// age is how long the process had been running at the time of the reading; ok is
// false where that is not known.
func (r reading) age(p process) (d time.Duration, ok bool) {
	return time.Duration((r.Timestamp - p.Start) * float64(time.Second)), p.Start > 0
}
