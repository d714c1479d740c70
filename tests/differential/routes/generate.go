package routes

import (
	"math/rand/v2"
	"slices"
	"strings"
)

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

// Generate makes a tree with the middleware somewhere in it.
func Generate(rng *rand.Rand) Tree {
	for {
		if t := generate(rng); t.valid() {
			return t
		}
	}
}

func generate(rng *rand.Rand) Tree {
	var t Tree
	if rng.IntN(8) == 0 {
		t.Root = serveMux(rng, true)
	} else {
		t.Root = router(rng, 0)
	}
	for range rng.IntN(3) {
		t.Around = append(t.Around, pick(rng, Stats, Stats, OtherStats, RequestID, Timeout, Plain))
	}
	if rng.IntN(2) == 0 || !strings.Contains(t.String(), string(Stats)) {
		t.Around = append(t.Around, Stats)
	}
	return t
}

func mountsRoot(e Entry) bool { return (e.How == Mount || e.How == Route) && e.Pattern == "/" }

func uses(rng *rand.Rand) (all []Use) {
	for range rng.IntN(3) {
		all = append(all, pick(rng,
			Stats, Stats, OtherStats, RequestID, StripSlashes, GetHead, Timeout, Plain))
	}
	return all
}

var patterns = []string{
	"/", "/a", "/a/", "/b", "/users", "/users/{id}", "/users/{id}/posts", "/{x}", "/{x}/{y}",
	"/n/{n:[0-9]+}", "/{a}-{b}", "/files/*", "/*", "/c/d/e",
}

var mounts = []string{"/", "/m", "/m/", "/api", "/api/v1", "/t/{tenant}", "/users"}

func method(rng *rand.Rand) string {
	return pick(rng, "", "", "GET", "GET", "GET", "POST", "PUT", "HEAD", "OPTIONS")
}

func router(rng *rand.Rand, depth int) Router {
	r := Router{NotFound: rng.IntN(5) == 0, NotAllowed: rng.IntN(6) == 0}
	if rng.IntN(2) == 0 {
		r.Uses = uses(rng)
	}
	for range 1 + rng.IntN(4) {
		r.Entries = append(r.Entries, entry(rng, depth))
	}
	if slices.ContainsFunc(r.Entries, mountsRoot) {
		// chi lets a handler for /* replace that of a mount at /, and keeps its routes.
		r.Entries = slices.DeleteFunc(r.Entries, func(e Entry) bool { return e.Pattern == "/*" })
	}
	return r
}

func entry(rng *rand.Rand, depth int) Entry {
	e := Entry{How: Handle, Method: method(rng), Pattern: pick(rng, patterns...)}
	switch n := rng.IntN(12); {
	case n < 2:
		e.How, e.Uses = With, uses(rng)
	case n < 6 && depth < 3:
		sub := router(rng, depth+1)
		e = Entry{How: pick(rng, Mount, Mount, Route), Pattern: pick(rng, mounts...), Sub: &sub}
	case n < 7 && depth < 3:
		sub := router(rng, depth+1)
		sub.Uses, sub.NotFound, sub.NotAllowed = nil, false, false
		e = Entry{How: Group, Uses: uses(rng), Sub: &sub}
	case n < 8:
		e = Entry{How: Mount, Pattern: pick(rng, mounts...)}
	case n < 9:
		sub := serveMux(rng, false)
		sub.Uses = []Use{Stats}
		e = Entry{How: Mount, Pattern: pick(rng, mounts...), Sub: &sub}
	}
	return e
}

// serveMux makes an http.ServeMux with plain handlers, and chi routers.
func serveMux(rng *rand.Rand, chi bool) Router {
	r := Router{ServeMux: true}
	for range 1 + rng.IntN(3) {
		e := Entry{How: Handle, Method: method(rng), Pattern: pick(rng,
			"/", "/a", "/users/{id}", "/{x}", "/m/", "/files/{rest...}", "/{$}")}
		if chi && rng.IntN(3) == 0 {
			sub := router(rng, 3)
			sub.Uses = append(sub.Uses, Stats)
			e = Entry{How: Handle, Pattern: pick(rng, "/", "/m/", "/api/"), Sub: &sub}
		}
		r.Entries = append(r.Entries, e)
	}
	return r
}

// A Request is a method and a path.
type Request struct{ Method, Path string }

// request makes a request that may lead to one of these patterns.
func request(rng *rand.Rand, full []string) Request {
	r := Request{Method: pick(rng, "GET", "GET", "GET", "GET", "POST", "PUT", "HEAD", "OPTIONS",
		"DELETE", "PROPFIND")}
	segments := strings.Split(strings.TrimPrefix(pick(rng, full...), "/"), "/")
	for i, s := range segments {
		switch {
		case strings.Contains(s, "}-{"):
			segments[i] = "x-y"
		case strings.HasPrefix(s, "{$"):
			segments[i] = ""
		case strings.HasPrefix(s, "{"), s == "*":
			segments[i] = pick(rng, "17", "x", "a", "x%2Fy", "")
		}
	}
	switch rng.IntN(8) {
	case 0:
		segments = append(segments, pick(rng, "", "more", "a"))
	case 1:
		segments = segments[:len(segments)-1]
	case 2:
		segments[rng.IntN(len(segments))] = pick(rng, "nowhere", "a", "17")
	}
	r.Path = "/" + strings.Join(segments, "/")
	if rng.IntN(20) == 0 {
		r.Path = "/nowhere"
	}
	return r
}
