package expvarbridge

import (
	"context"
	"errors"
	"fmt"

	"github.com/pipestatic/pipestatic/stats"
)

// A read asks every var once. What may block or panic, which is the list of the
// vars itself, each Map and each var of a type not expvar's own, is asked in a
// goroutine of its own; whoever is late finds nobody waiting for the answer.
type read struct {
	*mirror
	late    context.Context
	answers chan answer
	waiting map[string]node // by node.id: asked, and not answered yet
	room    int             // what is left of sizeLimit
}

// An answer is what a node came to.
type answer struct {
	node    node
	numbers []number
	below   []node // to be asked next
	err     error
}

// ask has n answer, unless it is still at an earlier read's call.
func (r *read) ask(n node) {
	if _, stuck := r.running.LoadOrStore(n.id, true); stuck {
		r.leaveOut(n.name, errStuck)
		return
	}
	r.waiting[n.id] = n
	go r.call(n)
}

// errGoexit is what a call comes to that neither returns nor panics.
var errGoexit = errors.New("it ended its goroutine")

// call runs in a goroutine of its own. A stuck one stays until its var returns:
// there is no way to end it, only not to start another.
func (r *read) call(n node) {
	a := answer{node: n, err: errGoexit}
	defer func() {
		if p := recover(); p != nil {
			a.err = fmt.Errorf("it panicked: %v", p)
		}
		r.running.Delete(n.id)
		select {
		case r.answers <- a:
		case <-r.late.Done():
		}
	}()
	a.numbers, a.below, a.err = n.read(r.options)
}

// collect adds the answers to s until all are there or it is late.
func (r *read) collect(s *stats.Snapshot) {
	for len(r.waiting) > 0 {
		select {
		case a := <-r.answers:
			delete(r.waiting, a.node.id)
			r.take(s, a)
		case <-r.late.Done():
			for _, n := range r.waiting {
				r.leaveOut(n.name, errLate)
			}
			return
		}
	}
}

// take adds one answer to s and asks what is below it.
func (r *read) take(s *stats.Snapshot, a answer) {
	if a.err != nil {
		r.leaveOut(a.node.name, a.err)
		return
	}
	for _, x := range a.numbers {
		if r.fits(x.name) {
			r.set(s, x)
		}
	}
	for _, n := range a.below {
		if r.fits(n.name) {
			r.ask(n)
		}
	}
}

// fits reports whether there is room for one more name.
func (r *read) fits(name string) bool {
	if r.room -= len(name) + nameCost; r.room < 0 {
		r.leaveOut(name, errLarge)
		return false
	}
	return true
}
