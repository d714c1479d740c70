// Package ownrequest is how the aggregator's handler tells the middlewares around
// it that a request is its own: a page that polls, or a scrape, is no traffic of
// the program that it is mounted in.
//
// A middleware's ResponseWriter embeds a [Flag]. The handler finds it by Unwrap, as
// http.ResponseController does.
package ownrequest

import (
	"net/http"
	"sync/atomic"
)

// A Flag is set once its request is known to be the aggregator's own. The zero
// Flag is not set, and counts nothing. It is embedded, and so has no exported
// methods: they would become the ResponseWriter's.
type Flag struct {
	state   atomic.Int32
	counter *atomic.Int64
}

// The states of a Flag. A request becomes the aggregator's own while it is served, or
// is closed: then it is counted otherwise.
const (
	open = iota
	own
	closed
)

// Count has f add 1 to counter at the moment it is set.
func Count(f *Flag, counter *atomic.Int64) { f.counter = counter }

// IsSet reports whether the request is the aggregator's own.
func IsSet(f *Flag) bool { return f.state.Load() == own }

// Close reports whether the request is the aggregator's own. If it is not, it cannot
// become so any more.
func Close(f *Flag) bool { return !f.state.CompareAndSwap(open, closed) && IsSet(f) }

// maxDepth bounds how many ResponseWriters are unwrapped: one may return itself.
const maxDepth = 64

// Mark sets the flags of all middlewares around a handler: of each ResponseWriter
// that w is, or leads to by Unwrap. A wrapper without Unwrap hides those below it.
func Mark(w http.ResponseWriter) {
	for range maxDepth {
		if w == nil {
			return
		}
		if f, ok := w.(flagged); ok {
			f.mark()
		}
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

// Only what embeds a Flag is flagged: mark is not exported.
type flagged interface{ mark() }

func (f *Flag) mark() {
	if f.state.CompareAndSwap(open, own) && f.counter != nil {
		f.counter.Add(1)
	}
}
