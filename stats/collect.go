package stats

import (
	"context"
	"slices"
	"sync"
	"time"
)

// sourceTimeout is how long a snapshot waits for its sources. Readers wait a
// second for the snapshot.
const sourceTimeout = 500 * time.Millisecond

type sources struct {
	mu  sync.Mutex
	all []*source // guarded by mu: never changed in place
}

// A source is asked for its numbers at every snapshot.
type source struct {
	report func(*Snapshot)

	done chan outcome // of the call under way

	// Guarded by Registry.reading.
	idle   *Snapshot // the memory for the next call; nil while one is under way
	logged bool
}

type outcome struct {
	result *Snapshot
	failed any // what it panicked with
}

// Collect has source called at every snapshot, to add numbers that are asked
// for at read time. It runs in a goroutine of its own, at most once at a time.
// One that takes over half a second, or panics, is left out of that snapshot, is
// counted in pipestatic_sources_left_out_total, and is asked again when it has
// returned. remove takes the source out again; a call that is under way goes
// on. It may be called more than once.
func (r *Registry) Collect(source func(*Snapshot)) (remove func()) {
	added := newSource(source)
	r.sources.mu.Lock()
	r.sources.all = append(slices.Clip(r.sources.all), added)
	r.sources.mu.Unlock()
	r.served.firstUse(r)
	return func() { r.sources.remove(added) }
}

func newSource(report func(*Snapshot)) *source {
	return &source{report: report, idle: new(Snapshot), done: make(chan outcome, 1)}
}

func (s *sources) remove(gone *source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = slices.DeleteFunc(slices.Clone(s.all), func(x *source) bool { return x == gone })
}

func (s *sources) list() []*source {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// collect adds what the sources report to s.
func (r *Registry) collect(s *Snapshot) {
	all := r.sources.list()
	if len(all) == 0 {
		return
	}
	late, cancel := context.WithTimeout(context.Background(), sourceTimeout)
	defer cancel()
	var asked []*source
	for _, src := range all {
		if src.ask(r.options.MaxStats) {
			asked = append(asked, src)
		} else {
			r.leftOut.Add(1)
		}
	}
	for _, src := range asked {
		why := src.answer(late, s)
		if why != nil {
			r.leftOut.Add(1)
			src.log(why)
		} else {
			r.refusedUpdates.Add(src.idle.refused)
		}
	}
}

// ask calls the source, unless it is still at the last call.
func (src *source) ask(room int) bool {
	select {
	case o := <-src.done: // of a snapshot that did not wait for it
		src.idle = o.result
	default:
	}
	if src.idle == nil {
		return false
	}
	src.idle.reset(room)
	go src.call(src.idle)
	src.idle = nil
	return true
}

func (src *source) call(result *Snapshot) {
	o := outcome{result: result, failed: "runtime.Goexit"}
	defer func() {
		if p := recover(); p != nil {
			o.failed = p
		}
		src.done <- o
	}()
	src.report(result)
	o.failed = nil
}

// answer adds what the source reported to s. It returns why there is nothing.
func (src *source) answer(late context.Context, s *Snapshot) (why any) {
	var o outcome
	select {
	case o = <-src.done:
	case <-late.Done():
		select {
		case o = <-src.done:
		default:
			return "it takes too long"
		}
	}
	src.idle = o.result
	if o.failed == nil {
		s.take(o.result)
	}
	return o.failed
}

func (src *source) log(why any) {
	if !src.logged {
		src.logged = true
		warn("a source of stats is left out of a snapshot", "why", why)
	}
}
