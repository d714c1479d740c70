package top

import (
	"cmp"
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
	Program string // as it says, or else as the system does
	Command string
	User    string
	Start   float64 // in seconds since 1970; 0: not known
	State   string
	Reason  string
	Stats   int
	Took    float64 `json:"ms"`
	Values  map[string]json.Number
}

// Decode reads the aggregator's answer to a request made at that time. Those that
// are slow because they are stopped, as ^Z and debuggers do it, are told apart.
func Decode(answer []byte, at time.Time) (Reading, error) {
	r := Reading{At: at}
	if err := json.Unmarshal(answer, &r); err != nil {
		return Reading{}, fmt.Errorf("the list of processes: %w", err)
	}
	for i := range r.Processes {
		p := &r.Processes[i]
		p.Program = cmp.Or(p.Program, p.Command)
		if p.State == "slow" && p.Reason == stopped {
			p.State = "stopped"
		}
	}
	return r, nil
}

// stopped is why the aggregator calls a stopped process slow.
const stopped = "its process is stopped"

// answered reports whether there are values of the process.
func (p *Process) answered() bool { return p.State == "ok" || p.State == "foreign" }

// began is when the process began to count; zero where it does not say.
func (p *Process) began() time.Time {
	if !(p.Start > 0 && p.Start < 1e11) { // a start may be anything that a pipe says
		return time.Time{}
	}
	return time.UnixMicro(int64(p.Start * 1e6))
}
