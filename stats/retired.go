//go:build unix

package stats

import (
	"sync"
	"time"
)

// A reader that had looked up the path, but not yet opened what it leads to,
// when the FIFO there was replaced, would wait on it for ever: nobody is going
// to write there. So FIFOs that had their answer are kept for a second and
// poked a few times, which turns the wait into an end of file.
type retired struct {
	mu    sync.Mutex
	fifos []*retiree // guarded by mu: the oldest first
	next  time.Time  // guarded by mu: when keep will look again
	alarm alarm      // keep's
}

type retiree struct {
	*fifo
	since time.Time
	poked int
}

// maxRetired is how many are kept. For one more, the oldest is poked a last
// time and dropped.
const maxRetired = 128

// pokeAfter are the times of the pokes since the answer: the late reader is
// milliseconds late, except on a machine that has no time for it. Each wakes
// the program.
var pokeAfter = [...]time.Duration{time.Millisecond, 30 * time.Millisecond, time.Second}

func (r *retiree) due() time.Time { return r.since.Add(pokeAfter[r.poked]) }

// add keeps f, which had its answer, or never will.
func (r *retired) add(f *fifo) {
	if f.ref < 0 {
		return // it cannot be found any more
	}
	one := &retiree{fifo: f, since: time.Now()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fifos = append(r.fifos, one)
	if len(r.fifos) > maxRetired {
		r.fifos[0].poke()
		r.fifos[0].close()
		r.fifos = r.fifos[1:]
	}
	if one.due().Before(r.next) {
		r.next = one.due()
		r.alarm.set(one.due().Sub(one.since))
	}
}

// poke pokes those that are due, and sets the alarm to when the next is, or to
// latest.
func (r *retired) poke(now, latest time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = latest
	kept := r.fifos[:0]
	for _, one := range r.fifos {
		if !now.Before(one.due()) {
			one.fifo.poke()
			one.poked++
		}
		if one.poked == len(pokeAfter) {
			one.close()
			continue
		}
		kept = append(kept, one)
		if one.due().Before(r.next) {
			r.next = one.due()
		}
	}
	clear(r.fifos[len(kept):])
	r.fifos = kept
	r.alarm.set(time.Until(r.next))
}

// finish pokes all that are left, as far as Close has time for it.
func (r *retired) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, after := range [...]time.Duration{time.Millisecond, 5 * time.Millisecond} {
		time.Sleep(after)
		for _, one := range r.fifos {
			one.fifo.poke()
		}
	}
	for _, one := range r.fifos {
		one.close()
	}
	r.fifos = nil
}
