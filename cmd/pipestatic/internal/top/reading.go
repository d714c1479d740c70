package top

import (
	"encoding/json"
	"fmt"
	"time"
)

// A Reading is one look at all the pipes of the host.
type Reading struct {
	At        time.Time // when it began
	Processes []Process
}

// A Process is one pipe, as the aggregator lists it below processes?values=1.
type Process struct {
	File    string
	PID     int
	Program string
	User    string
	Start   float64 // in seconds since 1970; 0: not known
	State   string
	Reason  string
	Stats   int
	Took    float64 `json:"ms"`
	Values  map[string]json.Number
}

// Decode reads the aggregator's answer to a request made at that time. Of those
// that are slow it says which are stopped, as ^Z and debuggers do it.
func Decode(answer []byte, at time.Time) (Reading, error) {
	r := Reading{At: at}
	if err := json.Unmarshal(answer, &r); err != nil {
		return Reading{}, fmt.Errorf("the list of processes: %w", err)
	}
	for i := range r.Processes {
		if p := &r.Processes[i]; p.State == "slow" && stopped(p.PID) {
			p.State = "stopped"
		}
	}
	return r, nil
}

// answered reports whether there are values of the process.
func (p *Process) answered() bool { return p.State == "ok" || p.State == "foreign" }

// missing reports whether somebody is there and does not answer.
func (p *Process) missing() bool {
	return p.State == "slow" || p.State == "torn" || p.State == "stopped"
}

// began is when the process began to count; zero where it does not say.
func (p *Process) began() time.Time {
	if !(p.Start > 0 && p.Start < 1e11) { // a start may be anything that a pipe says
		return time.Time{}
	}
	return time.UnixMicro(int64(p.Start * 1e6))
}
