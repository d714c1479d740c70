package middleware

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/pipestatic/pipestatic/stats"
)

// Options are the settings of [New]. The zero Options are what most programs
// want.
type Options struct {
	// Registry is where the stats are kept. Default: stats.Default(), the one
	// that serves itself.
	Registry *stats.Registry

	// Prefix is what the names of all stats begin with. It must not contain
	// braces: labels come after the names. Default: "http".
	Prefix string

	// Skip reports whether a request is left alone: it is served as if this
	// middleware were not there, and only counted in http_skipped_total. It is
	// not asked about a request that is being counted already. Default: no
	// request is.
	Skip func(*http.Request) bool
}

// Stats returns a middleware that counts requests, answers and their duration
// in the default registry: see the package comment for the stats. It is
// New(Options{}).
func Stats() func(http.Handler) http.Handler { return New(Options{}) }

// New returns a middleware like [Stats] with settings. All that are given the
// same registry and prefix count into the same stats, and a request that meets
// several of them is counted once, by the first. It panics when the prefix
// contains braces.
func New(o Options) func(http.Handler) http.Handler {
	if o.Registry == nil {
		o.Registry = stats.Default()
	}
	if o.Prefix == "" {
		o.Prefix = "http"
	}
	if strings.ContainsAny(o.Prefix, "{}") {
		panic(fmt.Sprintf("middleware: prefix %q contains braces, which only labels may", o.Prefix))
	}
	rec := recorderOf(o.Registry, o.Prefix)
	return func(next http.Handler) http.Handler { return mount(rec, o.Skip, next) }
}
