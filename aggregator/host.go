//go:build unix

package aggregator

import (
	"os"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// A host reads all pipes. One reading at a time: rounds sees to that.
type host struct {
	dirs    []string
	timeout time.Duration
	limits  limits
	root    bool // we are: what others keep to themselves is not ours to show

	budget budget
	graves graves // that the last reading found
	growth *growth
}

func newHost(o Options) *host {
	h := &host{dirs: o.Dirs, timeout: o.Timeout, root: os.Geteuid() == 0}
	self, _ := pipedir.Lookup(os.Getpid())
	h.growth = newGrowth(self.Start())
	h.limit(defaultLimits())
	return h
}

func (h *host) limit(l limits) {
	h.limits, h.growth.limits = l, l
	h.budget.left.Store(int64(l.bytes))
	h.budget.small = l.bytes / 16
}

// A session is one reading while it is under way.
type session struct {
	*host
	deadline time.Time     // judged by the clock: a timer may fire late on a busy machine
	places   int           // how many pipes may be open at once
	turn     time.Duration // how long a pipe may first keep its place; 0: no matter

	mu      sync.Mutex
	reading *reading   // guarded by mu
	kept    []*process // guarded by mu: that have lines in the reading
	lines   int        // guarded by mu: in the reading
	found   graves     // guarded by mu
}

// read reads all pipes at once. It fails when one of the directories may not
// be used.
func (h *host) read() (*reading, error) {
	dirs, err := openDirs(h.dirs)
	defer closeDirs(dirs)
	if err != nil {
		return nil, err
	}
	r := &reading{began: time.Now(), dirs: len(h.dirs)}
	s := &session{
		host: h, deadline: r.began.Add(h.timeout), places: places(h.limits.open), reading: r,
	}
	visits, err := s.find(dirs)
	if err != nil {
		return nil, err
	}
	s.pay(visits)
	h.budget.end()
	h.graves = s.found
	r.settle()
	h.growth.update(r)
	r.took = time.Since(r.began)
	return r, nil
}

// over reports whether the deadline has passed.
func (s *session) over() bool { return !time.Now().Before(s.deadline) }
