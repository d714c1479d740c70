package routes

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
)

type wrapper = func(http.Handler) http.Handler

// A built tree serves requests, and tells of the last one what happened.
type built struct {
	http.Handler
	stats [2]wrapper // by registry
	full  []string   // the patterns of all handlers

	entered [2]int   // how often a Stats was asked, by registry
	sees    [2]bool  // one was that is next to a router or in it
	ran     []string // the labels that are right for the handler that ran, nil for none
	trace   []string
}

// build builds a tree. It fails where the routers refuse it.
func build(t Tree, stats [2]wrapper) (b *built, err error) {
	defer func() {
		if refused := recover(); refused != nil {
			err = fmt.Errorf("%v", refused)
		}
	}()
	b = &built{stats: stats}
	h := b.router(t.Root, "")
	for i := len(t.Around) - 1; i >= 0; i-- {
		h = b.use(t.Around[i], i == len(t.Around)-1)(h)
	}
	b.Handler = h
	return b, nil
}

// use returns a middleware. It is noted when a Stats is asked, and whether it is
// at a router.
func (b *built) use(u Use, atRouter bool) wrapper {
	switch u {
	case Stats, OtherStats:
		registry := 0
		if u == OtherStats {
			registry = 1
		}
		return func(next http.Handler) http.Handler {
			h := b.stats[registry](next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				b.entered[registry]++
				b.sees[registry] = b.sees[registry] || atRouter
				h.ServeHTTP(w, r)
			})
		}
	case RequestID:
		return chimw.RequestID
	case StripSlashes:
		return chimw.StripSlashes
	case GetHead:
		return chimw.GetHead
	case Timeout:
		return func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Hour, "") }
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(struct{ http.ResponseWriter }{w}, r)
		})
	}
}

func (b *built) router(r Router, prefix string) http.Handler {
	if r.ServeMux {
		return b.serveMux(r, prefix)
	}
	c := chi.NewRouter()
	b.fill(c, r, prefix)
	return c
}

// fill fills a chi router.
func (b *built) fill(c chi.Router, r Router, prefix string) {
	for _, u := range r.Uses {
		c.Use(b.use(u, true))
	}
	if r.NotFound {
		c.NotFound(b.missing(404))
	}
	if r.NotAllowed {
		c.MethodNotAllowed(b.missing(405))
	}
	for _, e := range r.Entries {
		b.add(c, e, prefix)
	}
}

func (b *built) add(c chi.Router, e Entry, prefix string) {
	var with []wrapper
	for _, u := range e.Uses {
		with = append(with, b.use(u, true))
	}
	switch e.How {
	case Group:
		c.With(with...).Group(func(c chi.Router) { b.fill(c, *e.Sub, prefix) })
	case Route:
		c.Route(e.Pattern, func(c chi.Router) { b.fill(c, *e.Sub, below(prefix, e.Pattern)) })
	case Mount:
		if e.Sub == nil {
			at := below(prefix, e.Pattern)
			c.Mount(e.Pattern, b.handler(chiLabel(at), chiLabel(at+"/*")))
			return
		}
		h := b.router(*e.Sub, below(prefix, e.Pattern))
		if e.Sub.ServeMux {
			for _, u := range e.Sub.Uses {
				h = b.use(u, true)(h)
			}
		}
		c.Mount(e.Pattern, h)
	default:
		c = c.With(with...)
		h := b.handler(chiLabel(prefix + e.Pattern))
		if e.Method == "" {
			c.Handle(e.Pattern, h)
		} else {
			c.Method(e.Method, e.Pattern, h)
		}
	}
}

// below returns what the patterns begin with in a router that is mounted.
func below(prefix, pattern string) string { return prefix + strings.TrimSuffix(pattern, "/") }

// chiLabel returns a pattern as chi writes it.
func chiLabel(pattern string) string {
	for strings.Contains(pattern, "/*/") {
		pattern = strings.ReplaceAll(pattern, "/*/", "/")
	}
	if pattern == "" || pattern == "/" {
		return "/"
	}
	return strings.TrimSuffix(pattern, "/")
}

// serveMux builds an http.ServeMux. Its patterns are of whole paths: what is
// around it strips nothing.
func (b *built) serveMux(r Router, prefix string) http.Handler {
	m := http.NewServeMux()
	for _, e := range r.Entries {
		pattern := e.Pattern
		if e.Method != "" {
			pattern = e.Method + " " + pattern
		}
		if e.Sub != nil {
			m.Handle(pattern, b.router(*e.Sub, ""))
			continue
		}
		m.Handle(pattern, b.handler(e.Pattern))
	}
	return m
}

// handler returns a handler with a pattern, as which it is recorded. There can
// be two, where chi registers one handler twice.
func (b *built) handler(labels ...string) http.HandlerFunc {
	b.full = append(b.full, labels...)
	return func(w http.ResponseWriter, r *http.Request) {
		b.ran = labels
		b.note("handler", labels, r)
		w.Header().Set("X-Handler", labels[0])
		_, _ = fmt.Fprint(w, "hello") // a recorder takes it
	}
}

// missing returns a handler for what is not found.
func (b *built) missing(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b.note("missing", code, r)
		http.Error(w, "none", code)
	}
}

// note notes what a handler sees of the routers.
func (b *built) note(what string, which any, r *http.Request) {
	params, pattern := "", ""
	if c := chi.RouteContext(r.Context()); c != nil {
		params, pattern = fmt.Sprint(c.URLParams), c.RoutePattern()
	}
	b.trace = append(b.trace, fmt.Sprint(what, " ", which, " Pattern ", r.Pattern, " chi ", pattern, " ", params,
		" values ", r.PathValue("id"), r.PathValue("x")))
}
