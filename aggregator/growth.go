package aggregator

import (
	"os"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A growth is how much each counter has grown over all processes, those that
// have gone included, since our own process started. It never falls.
//
// It takes memory for the names, 8 bytes per counter and process (9 as they are
// allocated, at most), and about 300 per process.
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
	away := g.away(r)
	s := newSheet(r)
	for _, p := range r.byProgram() {
		if p.state == ok {
			g.take(s, p, away)
		}
	}
	g.forget(r.began)
	r.since, r.growth = g.since, g.counted(&r.names)
}

// take adds what the counters of one process have grown. What a limit left out
// of a snapshot cannot be told from what is no more, so such a one has to wait.
func (g *growth) take(s *sheet, p *process, away map[incarnation]incarnation) {
	a, known := g.account(p, away)
	all := s.fill(p, g)
	if p.cut || !all || !a.fits(s.slots) && !g.room(len(s.slots)) {
		s.reading.cut = true
		return
	}
	g.counters -= len(a.slots)
	g.arrange(a, p.program, s.slots)
	g.counters += len(a.slots)
	g.accounts[p.incarnation()] = a
	g.add(a, s.values, known || g.sinceZero(p))
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
// back within 2 s, unless something keeps it from that.
const forgetAfter = time.Minute

// forget drops the accounts of processes that have gone. What they had reached
// stays in the totals. The account of one that lives is kept, lest its counters be
// added once more when its pipe is back; of several that had a path, the last.
func (g *growth) forget(now time.Time) {
	var last map[string]time.Time
	for who, a := range g.accounts {
		if a.gone.IsZero() || now.Sub(a.gone) <= forgetAfter {
			continue
		}
		if last == nil {
			last = g.lastSeen(now)
		}
		if !a.gone.Equal(last[who.file]) || !who.lives() {
			delete(g.accounts, who)
			g.counters -= len(a.slots)
		}
	}
}

// lastSeen returns since when each path has no account that is there.
func (g *growth) lastSeen(now time.Time) map[string]time.Time {
	last := make(map[string]time.Time, len(g.accounts))
	for who, a := range g.accounts {
		seen := a.gone
		if seen.IsZero() {
			seen = now
		}
		if seen.After(last[who.file]) {
			last[who.file] = seen
		}
	}
	return last
}
