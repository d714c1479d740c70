package middleware

import (
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/stats"
)

// A route is all that is counted: everything else is a sum over the routes. It
// takes 2 KiB, more once several cores meet on it.
type route struct {
	prefix, pattern string
	durationName    string
	durations       stripe.Histogram

	cells atomic.Pointer[[]*cell] // never changed in place
	mu    sync.Mutex              // held to add a cell
}

// A cell counts the finished requests of one kind.
type cell struct {
	kind
	name string // of the stat it is a part of: cells that differ in the outcome share it
	n    stripe.Int
}

// A kind is what is told apart about the requests of a route.
type kind struct {
	code    int16 // 0 for none
	method  uint8 // index in methods
	outcome outcome
}

func newRoute(prefix, pattern string) *route {
	r := &route{
		prefix: prefix, pattern: pattern,
		durationName: stats.Name(prefix+routeDuration, "route", pattern),
	}
	r.cells.Store(new([]*cell))
	return r
}

// cell returns the cell of a kind. A route sees few kinds, so they are compared
// one by one.
func (r *route) cell(k kind) *cell {
	if c := find(*r.cells.Load(), k); c != nil {
		return c
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	cells := *r.cells.Load()
	if c := find(cells, k); c != nil {
		return c
	}
	c := &cell{kind: k, name: stats.Name(r.prefix+routeRequests,
		"method", methods[k.method], "route", r.pattern, "code", codeText(int(k.code)))}
	cells = append(cells[:len(cells):len(cells)], c)
	r.cells.Store(&cells)
	return c
}

func find(cells []*cell, k kind) *cell {
	for _, c := range cells {
		if c.kind == k {
			return c
		}
	}
	return nil
}

func codeText(code int) string {
	if code == 0 {
		return noCode
	}
	return strconv.Itoa(code)
}
