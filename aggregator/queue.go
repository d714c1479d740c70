//go:build unix

package aggregator

import (
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A queue has the visits that wait for an attempt. As many are under way as pipes
// may be open at once. One that has to try again goes to the end, so that silent
// pipes keep nobody out.
type queue struct {
	session *session
	waiting chan *visit    // with room for all
	visits  sync.WaitGroup // that are not over
}

// pay pays the visits, and returns when all are over.
func (s *session) pay(visits []*visit) {
	q := queue{session: s, waiting: make(chan *visit, len(visits))}
	for _, v := range visits {
		s.reading.processes = append(s.reading.processes, v.process)
		if v.state != refused { // by its name
			q.visits.Add(1)
			q.waiting <- v
		}
	}
	if len(visits) > s.places {
		s.turn = firstTurn
	}
	for range min(len(visits), s.places) {
		go q.serve()
	}
	q.visits.Wait()
	close(q.waiting)
}

func (q *queue) serve() {
	for v := range q.waiting {
		if v.attempt() {
			q.later(v)
		} else {
			v.over()
			q.visits.Done()
		}
	}
}

// later puts a visit at the end, after a pause: a little longer one at each try,
// and not as long as that of others, who may be in each other's way.
func (q *queue) later(v *visit) {
	const first, doublings = 200 * time.Microsecond, 8
	pause := rand.N(first << min(v.tries, doublings))
	time.AfterFunc(min(pause, time.Until(q.session.deadline)), func() { q.waiting <- v })
}

// places returns how many pipes may be open at once: it leaves the program most
// of its descriptors.
func places(most int) int {
	var l unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &l) == nil {
		most = int(min(uint64(most), max(uint64(l.Cur)/4, 1)))
	}
	return most
}
