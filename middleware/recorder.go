package middleware

import (
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/stats"
)

// maxRoutes is how many routes are told apart. Patterns are written by
// programmers, so it is a last resort: for one that invents r.Pattern. The
// routes past it are counted as one.
const maxRoutes = 1000

// A recorder holds what is counted under one prefix of one registry.
//
// Only what cannot be derived is counted: requests begun, bytes, and per route
// the cells and the durations. The rest is summed from them at every snapshot,
// so that no snapshot contradicts itself.
type recorder struct {
	prefix string
	names  names

	started, skipped stripe.Int
	received, sent   stripe.Int   // bytes
	mounts           atomic.Int64 // handlers that count here and are in use

	routes                    atomic.Pointer[map[string]*route] // never changed in place
	mu                        sync.Mutex                        // held to add a route
	unmatched, unknown, other *route
}

// recorders has the recorder of each registry and prefix, so that all
// middlewares of one program share them and none is the first. It does not keep
// a registry alive.
var recorders struct {
	mu sync.Mutex
	of map[recorderKey]*recorder // guarded by mu
}

type recorderKey struct {
	registry weak.Pointer[stats.Registry]
	prefix   string
}

// recorderOf returns the recorder of a registry and prefix, new if need be.
func recorderOf(reg *stats.Registry, prefix string) *recorder {
	key := recorderKey{weak.Make(reg), prefix}
	recorders.mu.Lock()
	defer recorders.mu.Unlock()
	if rec := recorders.of[key]; rec != nil {
		return rec
	}
	if recorders.of == nil {
		recorders.of = map[recorderKey]*recorder{}
	}
	rec := newRecorder(prefix)
	recorders.of[key] = rec
	runtime.AddCleanup(reg, forget, key)
	reg.Collect(rec.report)
	return rec
}

func forget(key recorderKey) {
	recorders.mu.Lock()
	defer recorders.mu.Unlock()
	delete(recorders.of, key)
}

func newRecorder(prefix string) *recorder {
	rec := &recorder{prefix: prefix, names: namesOf(prefix)}
	rec.unmatched = newRoute(prefix, unmatched)
	rec.unknown = newRoute(prefix, unknown)
	rec.other = newRoute(prefix, other)
	rec.routes.Store(&map[string]*route{
		unmatched: rec.unmatched, unknown: rec.unknown, other: rec.other,
	})
	return rec
}

// route returns the route of a pattern.
func (rec *recorder) route(pattern string) *route {
	if r := (*rec.routes.Load())[pattern]; r != nil {
		return r
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	routes := *rec.routes.Load()
	if r := routes[pattern]; r != nil {
		return r
	}
	if len(routes) >= maxRoutes {
		return rec.other
	}
	r := newRoute(rec.prefix, pattern)
	routes = maps.Clone(routes)
	routes[pattern] = r
	rec.routes.Store(&routes)
	return r
}
