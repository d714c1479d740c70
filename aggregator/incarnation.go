package aggregator

import (
	"math"
	"time"
)

// An incarnation is one process that counts. Its pid may be another one's later,
// and other pipes of its process may have begun at the same time.
type incarnation struct {
	file    string
	pid     int
	start   uint64 // the bits: a liar's start may be NaN
	program string
}

func (p *process) incarnation() incarnation {
	return incarnation{p.file, p.pid, math.Float64bits(p.start), p.program}
}

// anywhere is the incarnation wherever its pipe is: a program whose path another
// one took goes on under the next name.
func (i incarnation) anywhere() incarnation {
	i.file = ""
	return i
}

// away returns those that have an account, and that no pipe in the reading is
// known to belong to, by what they are anywhere. It notes since when. What has an
// account's path and says nothing may be its pipe, or another's that drove it to
// the next name.
func (g *growth) away(r *reading) map[incarnation]incarnation {
	there, silent := map[incarnation]bool{}, map[string]bool{}
	for _, p := range r.processes {
		switch p.state {
		case ok:
			there[p.incarnation()] = true
		case slow, torn, refused:
			silent[p.file] = true
		}
	}
	away := map[incarnation]incarnation{}
	for who, a := range g.accounts {
		switch {
		case there[who]:
			a.gone = time.Time{}
			continue
		case silent[who.file]: // it, or what took its name
			a.gone = time.Time{}
		case a.gone.IsZero():
			a.gone = r.began
		}
		away[who.anywhere()] = who
	}
	return away
}

// files returns the pipes that were whole before.
func (g *growth) files() map[string]bool {
	files := make(map[string]bool, len(g.accounts))
	for who := range g.accounts {
		files[who.file] = true
	}
	return files
}

// account returns the account of a process, and whether it had one.
func (g *growth) account(
	p *process, away map[incarnation]incarnation,
) (a *account, known bool) {
	who := p.incarnation()
	if a = g.accounts[who]; a != nil {
		return a, true
	}
	before, moved := away[who.anywhere()]
	if !moved {
		return new(account), false
	}
	a = g.accounts[before]
	a.gone = time.Time{}
	delete(away, who.anywhere())
	delete(g.accounts, before)
	g.accounts[who] = a
	return a, true
}
