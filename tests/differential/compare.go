package differential

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// compare returns how the middleware is noticed: by the client, by the handler,
// or by what is around it.
func compare(c Case, bare, counted Result) (fs failures) {
	if tooLarge(c, bare) || changesTooLate(c, bare) {
		return nil
	}
	for i := range c.Exchanges {
		fs.compareTraces(c.Exchanges[i].Program, bare.Exchanges[i], counted.Exchanges[i])
	}
	if fs != nil {
		return fs // what follows may follow from it
	}
	if a, b := strings.Join(bare.Sent, "\n"), strings.Join(counted.Sent, "\n"); a != b {
		fs.add("the client is sent something else", "%s", excerpt(a, b))
		return fs
	}
	if x, y, differ := firstDifference(bare.Uses, counted.Uses); differ {
		fs.add("ReadFrom of the connection gets something else", "bare    %s\ncounted %s", x, y)
	}
	if x, y, differ := firstDifference(bare.Log, counted.Log); differ {
		fs.add("the server logs something else", "bare    %s\ncounted %s", x, y)
	}
	for i := range c.Exchanges {
		last := len(c.Layers)
		fs.compareOutside(bare.Exchanges[i].Probes[last], counted.Exchanges[i].Probes[last])
	}
	return fs
}

// tooLarge reports whether http.MaxBytesReader has had net/http close the
// connection, which it cannot through any wrapper.
func tooLarge(c Case, r Result) bool {
	for i, x := range c.Exchanges {
		if r.Exchanges[i].Facts.TooLarge ||
			stack.Has(c.Layers, stack.Limit) && x.Request.Size() > stack.LimitBytes {
			return true
		}
	}
	return false
}

// changesTooLate reports whether a program changes what net/http looks at when it
// writes the header, in a request with a body, and the header is written before
// the handler returns. Such a request is a copy, and is given back at the end.
func changesTooLate(c Case, r Result) bool {
	for i, x := range c.Exchanges {
		outermost := r.Exchanges[i].Probes[len(c.Layers)]
		changed := slices.ContainsFunc(x.Program, func(op program.Op) bool { return lookedAt[op.Kind] })
		f := r.Exchanges[i].Facts
		written := f.Flushed || f.Hijacked || f.WroteUnknown || f.Wrote > 2000 ||
			r.response(i).HeaderSent(outermost.Position)
		if changed && outermost.HasBody && written {
			return true
		}
		if x.Request.Body.Trailer != "" && x.Program.Has("change r.Trailer") {
			return true // net/http adds the trailer of the body to that
		}
	}
	return false
}

// lookedAt are the changes of what net/http looks at.
var lookedAt = map[string]bool{
	"change r.Method": true, "change r.ContentLength": true,
	"replace the body": true, "http.MaxBytesReader": true,
}

// compareTraces compares what a program's operations returned.
func (fs *failures) compareTraces(p program.Program, bare, counted ExchangeResult) {
	if bare.Ran != counted.Ran {
		fs.add("another handler runs", "the program ran: bare %v, counted %v", bare.Ran, counted.Ran)
		return
	}
	for i := range max(len(bare.Trace), len(counted.Trace)) {
		if i >= len(bare.Trace) || i >= len(counted.Trace) {
			fs.add("the program goes on or not", "%d and %d operations", len(bare.Trace), len(counted.Trace))
			return
		}
		a, b := bare.Trace[i], counted.Trace[i]
		where := "the start"
		if a.Op >= 0 && a.Op < len(p) {
			where = p[a.Op].Kind
		} else if a.Op == len(p) {
			where = "the end"
		}
		if a.Result != b.Result {
			fs.add("another result: "+where, "bare    %s\ncounted %s", a.Result, b.Result)
			return
		}
		if a.Position != b.Position {
			fs.add("sent at another time: "+where,
				"after it the client had been sent %d, counted %d", a.Position, b.Position)
			return
		}
	}
}

// compareOutside compares what whoever is around all sees.
func (fs *failures) compareOutside(bare, counted Probe) {
	if bare.Entered != counted.Entered {
		fs.add("another number of requests", "%d and %d", bare.Entered, counted.Entered)
	}
	for i, a := range bare.After {
		if i >= len(counted.After) {
			break
		}
		if b := counted.After[i]; a != b {
			fs.add("outside: r."+name(a), "bare    %s\ncounted %s", a, b)
		}
	}
	if bare.End != counted.End || bare.Value != counted.Value || bare.Stack != counted.Stack {
		fs.add("outside: the panic", "bare    %s %s, stack %v\ncounted %s %s, stack %v",
			bare.End, bare.Value, bare.Stack, counted.End, counted.Value, counted.Stack)
	}
}
