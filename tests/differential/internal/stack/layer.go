package stack

import (
	"fmt"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
)

// Kind is what a layer does.
type Kind string

// The layers.
const (
	Stats        Kind = "Stats"
	WithContext  Kind = "WithContext"
	Clone        Kind = "Clone"
	RequestID    Kind = "chimw.RequestID"
	Cancelable   Kind = "WithCancelCause"
	Plain        Kind = "a writer without Unwrap"
	Unwrapping   Kind = "a writer with Unwrap"
	Flushing     Kind = "a writer with Flush"
	Recording    Kind = "a writer with Flush and Unwrap"
	ErrorFlusher Kind = "a writer with FlushError"
	ChiWriter    Kind = "chimw.WrapResponseWriter"
	Timeout      Kind = "http.TimeoutHandler"
	Strip        Kind = "http.StripPrefix"
	Limit        Kind = "http.MaxBytesHandler"
	Recover      Kind = "Recoverer"
	Chi          Kind = "chi"
	ServeMux     Kind = "http.ServeMux"
)

// LimitBytes is how large a body may be below Limit.
const LimitBytes = 50

const timeoutAfter = time.Second

// A Layer is one handler around the next.
type Layer struct {
	Kind
	Pattern  string // of a router
	Used     int    // how many of the next layers chi's Use is given
	Registry int    // where Stats counts
	Prefix   string // of the names of Stats, "" for the default
	Skip     bool   // Stats skips every request
}

// String returns the layer as text.
func (l Layer) String() string {
	switch l.Kind {
	case Stats:
		s := fmt.Sprintf("Stats(registry %d", l.Registry)
		if l.Prefix != "" {
			s += ", prefix " + l.Prefix
		}
		if l.Skip {
			s += ", skips all"
		}
		return s + ")"
	case Chi:
		s := fmt.Sprintf("chi(%s", l.Pattern)
		if l.Used > 0 {
			s += fmt.Sprintf(", Use of the next %d", l.Used)
		}
		return s + ")"
	case ServeMux:
		return fmt.Sprintf("http.ServeMux(%s)", l.Pattern)
	case Timeout:
		return "http.TimeoutHandler(1s)"
	case Strip:
		return "http.StripPrefix(/a)"
	case Limit:
		return "http.MaxBytesHandler(50)"
	}
	return string(l.Kind)
}

// A Middleware is put around a handler.
type Middleware = func(http.Handler) http.Handler

// A Build tells how to build a stack.
type Build struct {
	Program http.Handler
	Stats   func(layer Layer) Middleware                // what Stats is, or nothing
	Probe   func(i int, next http.Handler) http.Handler // put outside the Stats of layer i
}

// Handler builds a stack, the first layer outermost.
func (b Build) Handler(layers []Layer) http.Handler { return b.from(layers, 0) }

func (b Build) from(layers []Layer, i int) http.Handler {
	if i == len(layers) {
		return b.Program
	}
	l := layers[i]
	if l.Kind != Chi {
		return b.wrap(i, l, b.from(layers, i+1))
	}
	r := chi.NewRouter()
	used := min(l.Used, len(layers)-i-1)
	for j := i + 1; j <= i+used; j++ {
		r.Use(func(next http.Handler) http.Handler { return b.wrap(j, layers[j], next) })
	}
	r.Handle(l.Pattern, b.from(layers, i+1+used))
	return r
}

// wrap puts one layer around a handler.
func (b Build) wrap(i int, l Layer, next http.Handler) http.Handler {
	switch l.Kind {
	case Stats:
		return b.Probe(i, b.Stats(l)(next))
	case RequestID:
		return chimw.RequestID(next)
	case Timeout:
		return http.TimeoutHandler(next, timeoutAfter, "late")
	case Strip:
		return http.StripPrefix("/a", next)
	case Limit:
		return http.MaxBytesHandler(next, LimitBytes)
	case ServeMux:
		m := http.NewServeMux()
		m.Handle(l.Pattern, next)
		return m
	case Recover:
		return recoverer(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(wrapWriter(l.Kind, w, r), wrapRequest(l.Kind, r))
	})
}

func wrapRequest(k Kind, r *http.Request) *http.Request {
	switch k {
	case WithContext:
		return r.WithContext(r.Context())
	case Clone:
		return r.Clone(r.Context())
	case Cancelable:
		return program.Cancelable(r)
	}
	return r
}

// recoverer answers a panic with 500, unless it is an abort.
func recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover(); v {
			case nil:
			case http.ErrAbortHandler:
				panic(v)
			default:
				w.WriteHeader(http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// Smaller returns layers that are simpler.
func (l Layer) Smaller() (all []Layer) {
	switch {
	case l.Kind == Stats && l != Layer{Kind: Stats}:
		all = append(all, Layer{Kind: Stats})
	case l.Kind == Chi && l.Used > 0:
		all = append(all, Layer{Kind: Chi, Pattern: l.Pattern})
	}
	return all
}
