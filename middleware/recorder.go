package middleware

import (
	"maps"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/stats"
)

// The bounds of what is told apart. Patterns are written by programmers, so the first
// two are a last resort, for one that invents patterns; codes a client may choose.
const (
	maxRoutes  = 1000
	maxPattern = 1024 // bytes
	maxCodes   = 40   // of a route
	maxMethods = 64
)

// A recorder holds what is counted under one prefix of one registry.
//
// Only what cannot be derived is counted: requests started, bytes, and per route and
// method the requests and the durations. The rest is summed from them at every
// snapshot, so that no snapshot contradicts itself.
type recorder struct {
	prefix string
	names  names

	started        stripe.Int
	skipped        stripe.Int   // by Options.Skip
	own            atomic.Int64 // started, and then found to be the aggregator's own
	received, sent stripe.Int   // bytes
	handlers       atomic.Int64 // that count here and are in use
	connections    connections
	ends           sync.Map     // of end: whether it is a router
	endsKept       atomic.Int64 // how many of them

	routes                    atomic.Pointer[map[string]*route] // never changed in place
	methods                   atomic.Pointer[[]string]          // never changed in place
	mu                        sync.Mutex                        // held to add to them
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

// recorderOf returns the recorder of a registry, by default the default one, and of a
// prefix, new if need be.
func recorderOf(reg *stats.Registry, prefix string) *recorder {
	if reg == nil {
		reg = stats.Default()
	}
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

// standardMethods are those of RFC 9110, PATCH (RFC 5789) and QUERY. Clients can send
// any other word as a method, so the rest shares the first name.
var standardMethods = []string{
	other, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "QUERY",
}

func newRecorder(prefix string) *recorder {
	rec := &recorder{prefix: prefix, names: namesOf(prefix)}
	rec.methods.Store(&standardMethods)
	rec.unmatched = &route{rec: rec, pattern: unmatched}
	rec.unknown = &route{rec: rec, pattern: unknown}
	rec.other = &route{rec: rec, pattern: other}
	rec.routes.Store(&map[string]*route{
		unmatched: rec.unmatched, unknown: rec.unknown, other: rec.other,
	})
	return rec
}

// addMethods adds methods to those that are told apart.
func (rec *recorder) addMethods(methods []string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	all := slices.Clone(*rec.methods.Load())
	for _, m := range methods {
		if len(all) < maxMethods && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	rec.methods.Store(&all)
}

// methodOf returns the index of a method.
func (rec *recorder) methodOf(name string) uint8 {
	return uint8(max(0, slices.Index(*rec.methods.Load(), name)))
}

// routeOrUnmatched returns the route of a pattern; "" is unmatched.
func (rec *recorder) routeOrUnmatched(pattern string) *route {
	if pattern == "" {
		return rec.unmatched
	}
	return rec.route(pattern)
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
	if len(routes) >= maxRoutes || len(pattern) > maxPattern {
		return rec.other
	}
	r := &route{rec: rec, pattern: pattern}
	routes = maps.Clone(routes)
	routes[pattern] = r
	rec.routes.Store(&routes)
	return r
}

// A route is what is counted of the requests that one pattern matched.
type route struct {
	rec     *recorder
	pattern string
	methods atomic.Pointer[[]*routeMethod] // never changed in place; nil: none
	mu      sync.Mutex                     // held to add to methods and their counters
	codes   []int16                        // guarded by mu: told apart, at most maxCodes
}

// A routeMethod is that of one method. It takes 2 KiB, more once several cores meet on
// it.
type routeMethod struct {
	route        *route
	index        uint8
	name         string // of the method
	durationName string
	durations    stripe.Histogram
	counters     atomic.Pointer[[]*requestCounter] // never changed in place; nil: none
}

// A requestCounter counts the finished requests of one key.
type requestCounter struct {
	requestKey
	name string // of the stat it is a part of: those that differ in the outcome share it
	n    stripe.Int
}

// A requestKey is what is told apart about the requests of a route and method.
type requestKey struct {
	code    int16 // 0 for none, otherCode past maxCodes
	outcome outcome
}

const otherCode = -1

// loaded returns what the pointer leads to, or nothing.
func loaded[T any](p *atomic.Pointer[[]T]) []T {
	if s := p.Load(); s != nil {
		return *s
	}
	return nil
}

// method returns what is counted of a method. A route sees few, so they are compared
// one by one.
func (r *route) method(index uint8) *routeMethod {
	if m := findMethod(loaded(&r.methods), index); m != nil {
		return m
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	methods := loaded(&r.methods)
	if m := findMethod(methods, index); m != nil {
		return m
	}
	name := (*r.rec.methods.Load())[index]
	m := &routeMethod{route: r, index: index, name: name, durationName: stats.Name(
		r.rec.prefix+routeDuration, "method", name, "route", r.pattern)}
	methods = append(slices.Clip(methods), m)
	r.methods.Store(&methods)
	return m
}

func findMethod(methods []*routeMethod, index uint8) *routeMethod {
	for _, m := range methods {
		if m.index == index {
			return m
		}
	}
	return nil
}

// counter returns the counter of a key.
func (m *routeMethod) counter(k requestKey) *requestCounter {
	if c := findCounter(loaded(&m.counters), k); c != nil {
		return c
	}
	m.route.mu.Lock()
	defer m.route.mu.Unlock()
	k.code = m.route.bounded(k.code)
	counters := loaded(&m.counters)
	if c := findCounter(counters, k); c != nil {
		return c
	}
	c := &requestCounter{requestKey: k, name: stats.Name(m.route.rec.prefix+routeRequests,
		"method", m.name, "route", m.route.pattern, "code", codeText(k.code))}
	counters = append(slices.Clip(counters), c)
	m.counters.Store(&counters)
	return c
}

func findCounter(counters []*requestCounter, k requestKey) *requestCounter {
	for _, c := range counters {
		if c.requestKey == k {
			return c
		}
	}
	return nil
}

// bounded returns the code, or otherCode where the route has shown maxCodes others.
// r.mu is held.
func (r *route) bounded(code int16) int16 {
	switch {
	case slices.Contains(r.codes, code):
	case len(r.codes) >= maxCodes:
		return otherCode
	default:
		r.codes = append(r.codes, code)
	}
	return code
}

func codeText(code int16) string {
	switch code {
	case 0:
		return noCode
	case otherCode:
		return other
	}
	return strconv.Itoa(int(code))
}

// sums are what a snapshot adds up over all routes.
type sums struct {
	bounds    []float64
	durations stripe.Counts
	outcomes  [numOutcomes]int64
	codes     map[int16]int64
}

// report adds the recorder's stats to a snapshot. Every count is read once.
//
// A request is counted as started, then as finished or as the aggregator's own, then
// its duration; they are read the other way round. So none is finished before it
// started, and there are never more durations than requests.
func (rec *recorder) report(s *stats.Snapshot) {
	sum := sums{bounds: stripe.Bounds(), codes: map[int16]int64{}}
	for _, r := range *rec.routes.Load() {
		for _, m := range loaded(&r.methods) {
			m.report(s, &sum)
		}
	}
	var finished int64
	for o, n := range sum.outcomes {
		finished += n
		s.Add(rec.names.outcomes[o], n)
	}
	s.Add(rec.names.requests, finished)
	own := rec.own.Load()
	s.Set(rec.names.inFlight, rec.started.Load()-own-finished)
	for code, n := range sum.codes {
		s.Add(stats.Name(rec.prefix+responsesTotal, "code", codeText(code)), n)
	}
	s.Histogram(rec.names.duration, sum.bounds, sum.durations.Bins[:], sum.durations.Sum)
	s.Add(rec.names.received, rec.received.Load())
	s.Add(rec.names.sent, rec.sent.Load())
	if n := rec.skipped.Load() + own; n != 0 {
		s.Add(rec.names.skipped, n)
	}
	rec.connections.report(rec.prefix, s)
}

// report adds the stats of one route and method to a snapshot and to the sums.
func (m *routeMethod) report(s *stats.Snapshot, sum *sums) {
	var durations stripe.Counts
	m.durations.AddTo(&durations)
	sum.durations.Add(&durations)
	if durations.Count() != 0 {
		s.Histogram(m.durationName, sum.bounds, durations.Bins[:], durations.Sum)
	}
	for _, c := range loaded(&m.counters) {
		n := c.n.Load()
		s.Add(c.name, n)
		sum.outcomes[c.outcome] += n
		if c.code != 0 {
			sum.codes[c.code] += n
		}
	}
}
