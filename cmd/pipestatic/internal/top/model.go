package top

import (
	"slices"
	"strconv"
	"time"
)

// mourning is how long a process that was found dead is still listed: its pipe
// is removed when it is found so.
const mourning = time.Minute

// A Model remembers two readings of every process, and no more.
type Model struct {
	only  []string // pids, pipes or programs; empty: all
	known map[string]*tracked
	names names
	// at is the newest reading, last the one before that.
	at, last time.Time
}

// NewModel returns one of the processes of those pids, programs or pipes' names:
// all where there is none.
func NewModel(only []string) *Model {
	return &Model{only: only, known: map[string]*tracked{}, names: names{}}
}

// Take takes the next reading.
func (m *Model) Take(r Reading) {
	m.last, m.at = m.at, r.At
	listed := map[string]bool{}
	for _, p := range r.Processes {
		t := m.known[p.File]
		if t == nil || !t.follow(p) {
			t = &tracked{}
			t.follow(p)
		}
		if !m.wants(t) {
			continue
		}
		listed[p.File] = true
		m.known[p.File] = t
		m.measure(t, p)
	}
	for file, t := range m.known {
		if !listed[file] && !(t.State == "dead" && r.At.Sub(t.deadSince) < mourning) {
			delete(m.known, file)
		}
	}
}

// measure takes the sample of a process. It was made when the process answered,
// and not when those did that took longer.
func (m *Model) measure(t *tracked, p Process) {
	t.fresh = p.answered()
	if p.State == "dead" && t.deadSince.IsZero() {
		t.deadSince = m.at
	}
	if !t.fresh {
		return
	}
	at := m.at.Add(time.Duration(p.Took * float64(time.Millisecond)))
	if t.now == nil && !m.last.IsZero() && t.began().After(m.last) {
		t.bornAfter = m.last
	}
	t.now, t.before = sampleOf(&p, at, m.names), t.now
	if t.before != nil {
		t.bornAfter = time.Time{}
	}
}

func (m *Model) wants(t *tracked) bool {
	return len(m.only) == 0 || slices.ContainsFunc(m.only, func(wanted string) bool {
		return wanted == strconv.Itoa(t.PID) || wanted == t.Program && wanted != "" ||
			wanted == pipe(t.File)
	})
}

// Seconds is how long ago the reading before the newest was: 0 where there was none.
func (m *Model) Seconds() float64 {
	if m.last.IsZero() {
		return 0
	}
	return m.at.Sub(m.last).Seconds()
}
