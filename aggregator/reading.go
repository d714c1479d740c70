package aggregator

import (
	"cmp"
	"slices"
	"time"
)

// A reading is what all the pipes said at one time. It does not change once
// requests share it.
type reading struct {
	began     time.Time
	took      time.Duration
	processes []*process // one per pipe found, by pid, then by file
	names     names      // of the stats of all of them
	cut       bool       // a limit left something out
	dirs      int        // that are read

	since  float64 // seconds since 1970
	growth []grown // since then, of what is no gauge
}

// A process is one pipe, and what it said.
type process struct {
	file    string  // its path
	pid     int     // by the pipe's name; 0 where that is none of ours
	program string  // as it says; empty: it did not, or is foreign
	command string  // as the system says
	uid     int     // the owner of the pipe; -1: not known
	start   float64 // seconds since 1970; 0: not known

	state  state
	reason string
	bytes  int
	took   time.Duration
	lines  lines
	cut    bool // a limit left some of them out
}

// A state is what became of a pipe.
type state string

const (
	ok      state = "ok"
	slow    state = "slow"    // no whole answer in time
	dead    state = "dead"    // its process is gone
	foreign state = "foreign" // read, without framing
	torn    state = "torn"    // answers, but not with one whole snapshot
	refused state = "refused" // may not be read
	gone    state = ""        // closed while we were about to read it: not listed
)

// read reports whether the values are in the sums.
func (p *process) read() bool { return p.state == ok || p.state == foreign }

// settle puts the processes in order, without those that are gone.
func (r *reading) settle() {
	r.processes = slices.DeleteFunc(r.processes, func(p *process) bool { return p.state == gone })
	slices.SortFunc(r.processes, func(a, b *process) int {
		return cmp.Or(cmp.Compare(a.pid, b.pid), cmp.Compare(a.file, b.file))
	})
}

// kind returns what a line of the process is.
func (r *reading) kind(p *process, l line) kind {
	switch k := r.names.kinds[l.name]; {
	case k&gauge != 0:
		return gauge
	case p.state == foreign:
		return untyped
	case k&bin != 0:
		return bin
	}
	return counter
}

// count returns how many processes are in that state.
func (r *reading) count(s state) (n int) {
	for _, p := range r.processes {
		if p.state == s {
			n++
		}
	}
	return n
}

// complete reports whether every live process is in the reading whole.
func (r *reading) complete() bool { return !r.cut && r.count(slow)+r.count(torn) == 0 }

func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }
