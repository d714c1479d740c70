package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// counts are how often what happened, by name. What begins with "most" is the
// largest there was.
type counts map[string]int64

// never are the names of what must not happen.
func never() []string { return []string{"torn", "glued", "hung", "lost", "crashed", "leaked"} }

func (c counts) add(d counts) {
	for name, n := range d {
		if strings.HasPrefix(name, "most") {
			c[name] = max(c[name], n)
		} else {
			c[name] += n
		}
	}
}

// Why a scenario could not be played.
const (
	needsRoot = "needs root"
	needsWrk  = "needs wrk"
)

// breach counts that a promise is broken. It says how once for each promise, lest
// nobody can read it.
func (c counts) breach(name, format string, args ...any) {
	if c[name]++; c[name] == 1 {
		fmt.Fprintf(os.Stderr, "%s: "+format+"\n", append([]any{name}, args...)...)
	}
}

// broken returns how often a promise was broken.
func (c counts) broken() (n int64) {
	for _, name := range never() {
		n += c[name]
	}
	return n
}

// String shows the reads, what must not happen, and the rest.
func (c counts) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d reads:", c["reads"])
	for _, name := range never() {
		fmt.Fprintf(&b, " %d %s", c[name], name)
	}
	separator := "; "
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if name != "reads" && !slices.Contains(never(), name) {
			fmt.Fprintf(&b, "%s%d %s", separator, c[name], name)
			separator = ", "
		}
	}
	return b.String()
}
