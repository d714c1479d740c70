package hook

import (
	"net/http"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// The shapes: how many middlewares are around a handler, and where they count.
const (
	One     = "one"     // one middleware
	Nested  = "nested"  // two middlewares on one registry, which count a request once
	Several = "several" // three middlewares on three registries, each of which counts it
)

// A stack is the middlewares that are put around a handler, and what they count
// in. It counts what goes in and out, to compare the middlewares' counts with.
type stack struct {
	around     []func(http.Handler) http.Handler // the innermost first
	registries []*stats.Registry                 // the innermost's first

	entered, left atomic.Int64 // requests
}

func newStack(shape string) *stack {
	middlewares, registries := 1, 1
	switch shape {
	case One:
	case Nested:
		middlewares = 2
	case Several:
		middlewares, registries = 3, 3
	default:
		panic("no shape is called " + shape)
	}
	s := new(stack)
	for range registries {
		s.registries = append(s.registries, stats.New(stats.Options{}))
	}
	for i := range middlewares {
		o := middleware.Options{Registry: s.registries[i%registries]}
		s.around = append(s.around, middleware.New(o))
	}
	return s
}

// wrap returns h with the middlewares around it.
func (s *stack) wrap(h http.Handler) http.Handler {
	for _, m := range s.around {
		h = m(h)
	}
	return h
}
