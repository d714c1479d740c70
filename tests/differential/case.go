package differential

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/request"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// Protocol is what a case speaks.
type Protocol string

// The protocols.
const (
	HTTP1    Protocol = "HTTP/1"
	HTTP2    Protocol = "HTTP/2 in clear"
	HTTP2TLS Protocol = "HTTP/2 over TLS"
)

// An Exchange is one request and what its handler does.
type Exchange struct {
	Request request.Request
	Program program.Program
}

// A Case is one connection to a server.
type Case struct {
	Protocol  Protocol
	Layers    []stack.Layer
	Exchanges []Exchange
	Pipelined bool // all requests are sent at once
	Stalled   bool // the client reads nothing, and 8 KiB fill its buffer
}

// Generate makes the case of a seed.
func Generate(seed uint64) Case {
	rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	c := Case{Protocol: HTTP1}
	switch rng.IntN(30) {
	case 0, 1, 2, 3, 4, 5:
		c.Protocol = HTTP2
	case 6:
		c.Protocol = HTTP2TLS
	}
	c.Layers = stack.Generate(rng)
	timed := stack.Has(c.Layers, stack.Timeout)
	for range 1 + max(0, rng.IntN(5)-2) {
		var x Exchange
		x.Request = request.Generate(rng, c.http2())
		if timed {
			// A handler that was given up and waits for the body holds a lock that the
			// server waits for, which no bubble takes for rest.
			x.Request.Body.Missing, x.Request.Body.Withheld, x.Request.Expect = 0, 0, false
		}
		if timed && c.http2() && x.Request.Method == "HEAD" {
			x.Request.Method = "GET" // the end of the answer cancels the context, at any time
		}
		x.Program = program.Generate(rng, program.Setting{
			Body: x.Request.Size(), Timed: timed, HTTP2: c.http2(),
			Small: c.http2() && x.Request.Method == "HEAD",
		})
		c.Exchanges = append(c.Exchanges, x)
	}
	missing := slices.ContainsFunc(c.Exchanges, func(x Exchange) bool { return x.Request.Body.Missing > 0 })
	c.Pipelined = !c.http2() && !timed && !missing && len(c.Exchanges) > 1 && rng.IntN(2) == 0 &&
		// How far net/http has read ahead when the client leaves depends on who comes first.
		!changes(c, "the client leaves")
	c.Stalled = !c.http2() && rng.IntN(30) == 0
	return c
}

func (c Case) http2() bool { return c.Protocol != HTTP1 }

// String returns the case as text.
func (c Case) String() string {
	var b strings.Builder
	var layers []string
	for _, l := range c.Layers {
		layers = append(layers, l.String())
	}
	fmt.Fprintf(&b, "%s; %s", c.Protocol, strings.Join(layers, ", "))
	if c.Pipelined {
		b.WriteString("; pipelined")
	}
	if c.Stalled {
		b.WriteString("; the client does not read")
	}
	b.WriteString("\n")
	for _, x := range c.Exchanges {
		fmt.Fprintf(&b, "%s\n%s", x.Request, x.Program)
	}
	return b.String()
}

// Smaller returns cases that are simpler in one way, the boldest first.
func (c Case) Smaller() (all []Case) {
	for i := range c.Exchanges {
		if len(c.Exchanges) > 1 {
			s := c
			s.Exchanges = without(c.Exchanges, i)
			s.Pipelined = c.Pipelined && len(s.Exchanges) > 1
			all = append(all, s)
		}
	}
	all = append(all, c.smallerStacks()...)
	try := func(change func(*Case)) {
		s := c
		if change(&s); s.String() != c.String() {
			all = append(all, s)
		}
	}
	try(func(s *Case) { s.Pipelined = false })
	try(func(s *Case) { s.Stalled = false })
	try(func(s *Case) { s.Protocol = HTTP1 })
	if c.Protocol == HTTP2TLS {
		try(func(s *Case) { s.Protocol = HTTP2 })
	}
	for i, x := range c.Exchanges {
		for _, p := range x.Program.Smaller() {
			all = append(all, c.with(i, Exchange{x.Request, p}))
		}
		for _, r := range x.Request.Smaller() {
			all = append(all, c.with(i, Exchange{r, x.Program}))
		}
	}
	return all
}

// smallerStacks returns cases with one layer less, or a simpler one.
func (c Case) smallerStacks() (all []Case) {
	for i := range c.Layers {
		s := c
		s.Layers = without(c.Layers, i)
		if stack.Counts(s.Layers) {
			all = append(all, s)
		}
	}
	for i, l := range c.Layers {
		for _, simpler := range l.Smaller() {
			s := c
			s.Layers = slices.Clone(c.Layers)
			s.Layers[i] = simpler
			all = append(all, s)
		}
	}
	return all
}

func (c Case) with(i int, x Exchange) Case {
	c.Exchanges = slices.Clone(c.Exchanges)
	c.Exchanges[i] = x
	return c
}

func without[T any](all []T, i int) []T { return append(all[:i:i], all[i+1:]...) }
