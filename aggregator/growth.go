package aggregator

import (
	"math"
	"os"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A growth is how much each counter has grown over all processes, those that
// have gone included, since our own process started. It never falls.
//
// It takes memory for the names, and 8 bytes per counter and process.
type growth struct {
	since  float64 // seconds since 1970
	ours   int     // our pid, where since is later than our start; else 0
	limits limits

	totals   []grown // in the order in which they were first seen
	index    map[counterOf]int32
	bytes    int             // of the names and programs in totals
	gauges   map[string]bool // names in totals that a pipe showed as a gauge
	accounts map[incarnation]*account
	counters int                // in all accounts
	layouts  map[string][]int32 // the last one of each program
}

// An incarnation tells a process from one that has its pid later. Where two
// pipes say the same of themselves, they are told apart by their order.
type incarnation struct {
	pid     int
	start   uint64 // the bits: a liar's start may be NaN
	program string
	twin    int
}

// newGrowth takes when our process started, or zero where that is not known.
// Then it counts from now on, but our own pipe from zero all the same.
func newGrowth(started time.Time) *growth {
	g := &growth{
		since: seconds(started),
		index: map[counterOf]int32{}, gauges: map[string]bool{},
		accounts: map[incarnation]*account{}, layouts: map[string][]int32{},
	}
	if started.IsZero() {
		g.since, g.ours = seconds(time.Now()), os.Getpid()
	}
	return g
}

// update adds what the counters have grown since the last reading, and gives
// the reading what they have grown in all.
func (g *growth) update(r *reading) {
	twins := map[incarnation]int{}
	silent := map[int]bool{} // pids with a pipe that is there and was not read
	for _, p := range r.processes {
		switch p.state {
		case ok:
			who := incarnation{pid: p.pid, start: math.Float64bits(p.start), program: p.program}
			who.twin, twins[who] = twins[who], twins[who]+1
			g.take(r, p, who)
		case slow, torn, refused:
			silent[p.pid] = true
		}
	}
	g.forget(r.began, silent)
	r.since, r.growth = g.since, g.counted(&r.names)
}

// take adds what the counters of one process have grown. What a limit left out
// of a snapshot cannot be told from what is no more, so such a one has to wait.
func (g *growth) take(r *reading, p *process, who incarnation) {
	a, known := g.accounts[who], true
	if a == nil {
		a, known = &account{}, false
	}
	slots, values, all := g.slots(r, p, a)
	if !a.fits(slots) {
		all = all && g.room(len(slots))
	}
	if p.cut || !all {
		a.seen, r.cut = r.began, true
		return
	}
	g.counters -= len(a.slots)
	g.arrange(a, p.program, slots)
	g.counters += len(a.slots)
	g.accounts[who], a.seen, a.gone = a, r.began, time.Time{}
	g.add(a, values, known || g.sinceZero(p))
}

// room reports whether there is room for an account of so many counters.
func (g *growth) room(counters int) bool { return g.counters+counters <= g.limits.lines }

// sinceZero reports whether all that a process counts, it counted since we
// started: it is younger than ours, or ours.
func (g *growth) sinceZero(p *process) bool { return p.start >= g.since || p.pid == g.ours }

// add adds what an account's counters have grown. One that is new to it has
// grown from zero, unless the account itself is new, and older than we are.
func (g *growth) add(a *account, values []wire.Value, fromZero bool) {
	for i, now := range values {
		last := unpack(a.last[i])
		if !countable(now) {
			now = last
		} else if !fromZero {
			last = now
		}
		total := &g.totals[a.slots[i]].value
		*total = total.Plus(rise(last, now))
		a.last[i] = pack(now)
	}
}

// forgetAfter is how long a pipe may be away. A program that lives puts its pipe
// back within 2 s.
const forgetAfter = time.Minute

// forget drops the accounts of processes that have gone. What they had reached
// stays in the totals.
func (g *growth) forget(now time.Time, silent map[int]bool) {
	for who, a := range g.accounts {
		switch {
		case a.seen.Equal(now) || silent[who.pid]:
			a.gone = time.Time{}
		case a.gone.IsZero():
			a.gone = now
		case now.Sub(a.gone) > forgetAfter:
			delete(g.accounts, who)
			g.counters -= len(a.slots)
		}
	}
}
