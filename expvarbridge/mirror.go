package expvarbridge

import (
	"context"
	"errors"
	"expvar"
	"log/slog"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// leftOut is the stat that counts, per read, the vars that were left out
// because they failed, took too long, or were too large.
const leftOut = "expvar_left_out_total"

const (
	// timeLimit is how long all vars of one read have together. It is well below
	// the second that a registry gives its sources.
	timeLimit = 250 * time.Millisecond

	// sizeLimit is what the names of one read may come to, in bytes, together
	// with nameCost for each of them: about 100,000 numbers.
	sizeLimit = 4 << 20
	nameCost  = 16
)

var (
	errLate  = errors.New("it takes too long")
	errStuck = errors.New("it has not returned from an earlier read")
	errLarge = errors.New("it is too large")
)

// Mirror shows every published var in the default registry, from now on until
// remove is called. It is New with the zero Options.
func Mirror() (remove func()) { return New(Options{}) }

// New shows the published vars in a registry, from now on until remove is
// called, which may be done more than once. Vars that are published later are
// shown, too. A registry needs one mirror and no more: the numbers of two add up,
// so every var would show double.
func New(o Options) (remove func()) {
	o = o.withDefaults()
	return o.Registry.Collect(newMirror(o, expvar.Do).report)
}

// A mirror is a source of a registry. It keeps no numbers: what is shown is what
// the vars say at that moment, and a var that is gone is gone from the registry.
type mirror struct {
	options Options
	root    node

	running sync.Map // the node.id of the calls that have not returned

	// Guarded by the registry, which runs report once at a time.
	leftOut int64
	logged  bool // the first var left out
}

func newMirror(o Options, published func(func(expvar.KeyValue))) *mirror {
	return &mirror{options: o, root: node{name: o.Prefix, level: published}}
}

// report adds the numbers of all vars to s.
func (m *mirror) report(s *stats.Snapshot) {
	late, cancel := context.WithTimeout(context.Background(), timeLimit)
	defer cancel()
	r := read{
		mirror: m, late: late, room: sizeLimit,
		answers: make(chan answer, 64), // spares most of them a second wake-up
		waiting: map[string]node{},
	}
	r.ask(m.root)
	r.collect(s)
	if m.leftOut != 0 {
		s.Add(leftOut, m.leftOut)
	}
}

// set adds one number to s.
func (m *mirror) set(s *stats.Snapshot, x number) {
	counter := m.options.Counters(x.name)
	switch {
	case counter && x.float:
		s.AddFloat(x.name, x.f)
	case counter:
		s.Add(x.name, x.n)
	case x.float:
		s.SetFloat(x.name, x.f)
	default:
		s.Set(x.name, x.n)
	}
}

// leaveOut counts what is missing from this read. One log line is enough: a var
// that fails once mostly fails always.
func (m *mirror) leaveOut(name string, why error) {
	m.leftOut++
	if !m.logged {
		m.logged = true
		slog.Warn("pipestatic: an expvar var is left out of a snapshot",
			"var", name[:min(len(name), 200)], "why", why)
	}
}
