package routes

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/differential/internal/contract"
)

// A Tester tries trees.
type Tester struct {
	// Stats is the middleware under test.
	Stats func(*stats.Registry) func(http.Handler) http.Handler
}

// A Failure is a request that is answered or recorded wrongly.
type Failure struct {
	Kind    string
	Detail  string
	Request Request
}

func bare(next http.Handler) http.Handler { return next }

// A pair is one tree, built with the middleware and without.
type pair struct {
	bare, counted *built
	regs          [2]*stats.Registry
	before        [2]contract.Recorded
	mixed         bool // an http.ServeMux is in the tree
}

// pair builds a tree twice. It returns nil where the routers refuse it.
func (t Tester) pair(tree Tree) *pair {
	p := &pair{mixed: strings.Contains(tree.String(), "ServeMux")}
	var under [2]wrapper
	for i := range p.regs {
		p.regs[i] = stats.New(stats.Options{})
		under[i] = t.Stats(p.regs[i])
	}
	var err error
	if p.bare, err = build(tree, [2]wrapper{bare, bare}); err != nil {
		return nil
	}
	p.counted, err = build(tree, under)
	if err != nil || len(p.bare.full) == 0 {
		return nil
	}
	for i := range p.before {
		p.before[i] = p.read(i)
	}
	return p
}

func (p *pair) read(registry int) contract.Recorded {
	var text strings.Builder
	_, _ = p.regs[registry].WriteTo(&text) // into memory
	return contract.Read(text.String(), "http")
}

// requestsOfTree is how many requests a tree gets.
const requestsOfTree = 10

// Try sends random requests to a tree, and returns those that fail.
func (t Tester) Try(tree Tree, rng *rand.Rand) (fs []Failure, requests int) {
	p := t.pair(tree)
	if p == nil {
		return nil, 0
	}
	for range requestsOfTree {
		fs = append(fs, p.try(request(rng, p.bare.full))...)
	}
	return fs, requestsOfTree
}

// Again sends one request to a tree.
func (t Tester) Again(tree Tree, r Request) []Failure {
	p := t.pair(tree)
	if p == nil {
		return nil
	}
	return p.try(r)
}

// try sends one request to both.
func (p *pair) try(r Request) (fs []Failure) {
	add := func(kind, format string, args ...any) {
		fs = append(fs, Failure{kind, fmt.Sprintf(format, args...), r})
	}
	a, b := p.bare.serve(r), p.counted.serve(r)
	switch {
	case a.inside != b.inside:
		add("another answer", "bare    %s\ncounted %s", a.inside, b.inside)
	case a.outside != b.outside:
		add("another request outside", "bare    %s\ncounted %s", a.outside, b.outside)
	}
	for i := range p.regs {
		before, now := p.before[i], p.read(i)
		p.before[i] = now
		for _, wrong := range now.Identities() {
			add("identity", "%s", wrong)
		}
		want := int64(min(1, p.counted.entered[i]))
		if got := now.Requests - before.Requests; got != want {
			add(fmt.Sprintf("requests counted: %d, want %d", got, want), "")
		}
		if want == 0 {
			continue
		}
		for route, n := range now.Routes {
			unseen := route == contract.Unknown && !p.counted.sees[i]
			redirected := a.code/100 == 3 // by an http.ServeMux, to a pattern of its own
			if n != before.Routes[route] && !unseen && !redirected {
				p.label(add, route)
			}
		}
	}
	return fs
}

// label checks the label of the last request.
func (p *pair) label(add func(kind, format string, args ...any), got string) {
	if ran := p.counted.ran; ran == nil {
		// chi does not show that a router found nothing that it does not know of.
		if got != contract.Unmatched && !p.mixed {
			add("no handler ran: "+class(got), "recorded %s", got)
		}
	} else if !slices.Contains(ran, strings.ReplaceAll(got, "//", "/")) { // chi leaves some
		add("a handler ran: "+class(got), "recorded %s, want %q", got, ran)
	}
}

// class is what kind of label was recorded.
func class(label string) string {
	switch label {
	case contract.Unmatched, contract.Unknown:
		return label
	}
	return "a pattern"
}

// An answer is all that can be seen of a request.
type answer struct {
	code            int
	inside, outside string
}

// serve serves a request.
func (b *built) serve(r Request) answer {
	b.entered, b.sees, b.ran, b.trace = [2]int{}, [2]bool{}, nil, nil
	req := httptest.NewRequest(r.Method, "http://server.example"+r.Path, nil)
	req.Header.Set("X-Request-Id", "1") // chimw.RequestID makes none
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	slices.Sort(w.Header()["Allow"]) // chi ranges over a map
	return answer{
		code:   w.Code,
		inside: fmt.Sprint(w.Code, " ", w.Header(), " ", w.Body.Len(), " ", b.trace),
		outside: fmt.Sprint("Pattern ", req.Pattern, " ", req.URL,
			" values ", req.PathValue("id"), req.PathValue("x")),
	}
}
