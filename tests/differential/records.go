package differential

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/differential/internal/contract"
	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// A recorder is a registry and a prefix.
type recorder struct {
	registry int
	prefix   string
}

// A request that a recorder counts, as it is seen at one place.
type counted struct {
	exchange, layer int
	view            contract.View
}

// records returns how what is recorded differs from the contract.
func records(c Case, r Result) (fs failures) {
	done := map[recorder]bool{}
	for _, l := range c.Layers {
		key := recorder{l.Registry, l.Prefix}
		if l.Kind != stack.Stats || done[key] {
			continue
		}
		done[key] = true
		prefix := l.Prefix
		if prefix == "" {
			prefix = "http"
		}
		fs.record(c, r, key, contract.Read(r.Snapshots[l.Registry], prefix))
	}
	return fs
}

// record checks what one recorder has.
func (fs *failures) record(c Case, r Result, key recorder, got contract.Recorded) {
	for _, wrong := range got.Identities() {
		what, _, _ := strings.Cut(wrong, ":")
		fs.add("identity: "+what, "%s", wrong)
	}
	requests, skipped := expected(c, r, key)
	if got.Skipped != int64(skipped) {
		fs.add("requests skipped", "%d, want %d", got.Skipped, skipped)
	}
	if got.Requests != int64(len(requests)) {
		fs.add("requests counted", "%d, want %d", got.Requests, len(requests))
		return
	}
	if changesMethod(c) {
		return // net/http looks at the method, too
	}
	fs.labels(c, requests, got)
	fs.bytes(c, r, requests, got)
	if fs.verdicts(c, r, requests, got) {
		fs.durations(r, requests, got)
	}
}

// expected returns the requests that a recorder counts: of each request the
// first Stats that is asked, and those further in that cannot know that it is
// the same request.
func expected(c Case, r Result, key recorder) (all []counted, skipped int) {
	for i, x := range r.Exchanges {
		var counting []int // layers
		for j, l := range c.Layers {
			ours := l.Kind == stack.Stats && l.Registry == key.registry && l.Prefix == key.prefix
			if !ours || x.Probes[j].Entered == 0 {
				continue
			}
			known := slices.ContainsFunc(counting, func(outer int) bool {
				return stack.Same(c.Layers, outer, j, x.Probes[j].HasBody)
			})
			switch {
			case known:
			case l.Skip:
				skipped++
			default:
				counting = append(counting, j)
				all = append(all, counted{i, j, viewOf(c, r, i, j)})
			}
		}
	}
	return all, skipped
}

// viewOf returns what happened to a request at the place of a Stats.
func viewOf(c Case, r Result, exchange, layer int) contract.View {
	x := r.Exchanges[exchange]
	p, f := x.Probes[layer], x.Facts
	v := contract.View{
		Method: p.Method, End: p.End,
		Response: r.response(exchange), Position: p.Position,
		Began: f.Began == program.Before, Status: f.Status, Announced: f.Announced,
		BeganStream: f.Stream, Flushed: f.Flushed, MayFlush: f.MayFlush,
		Wrote: f.Wrote, InCopy: f.InCopy, GrpcStatus: f.GrpcStatus,
		Canceled: p.Canceled, ClientLeft: p.Left, LeftAt: p.LeftAt,
		ReadDeadlinePassed: p.ReadDeadlinePassed, WriteDeadline: f.WriteDeadline || c.Stalled,
		Hijacked: f.Hijacked,
		Timed:    stack.Has(c.Layers[:layer], stack.Timeout), TimedOut: p.Done,
		Recovered: stack.Has(c.Layers[:layer], stack.Recover),
	}
	if !x.Ran || f.WroteUnknown || f.InCopy {
		v.Wrote = -1
	}
	if stack.Has(c.Layers[layer:], stack.Timeout) {
		// It writes when the program is over, or the client has left.
		v.Began, v.Status, v.Announced, v.BeganStream, v.Wrote = !f.Done, 0, -1, false, -1
	}
	if !p.Canceled || !p.Left {
		v.LeftAt = p.Position
	}
	return v
}

// verdicts checks outcomes and codes.
func (fs *failures) verdicts(c Case, r Result, requests []counted, got contract.Recorded) bool {
	var allowed [][]contract.Verdict
	for _, q := range requests {
		allowed = append(allowed, q.expect(c, r))
	}
	if contract.Match(allowed, got.Outcomes, got.Codes) {
		return true
	}
	recorded := fmt.Sprint("recorded ", got.Outcomes, got.Codes)
	var want []string
	for _, vs := range allowed {
		want = append(want, contract.Text(vs))
	}
	kind := severalVerdicts
	if len(allowed) == 1 {
		kind = contract.Mismatch(allowed[0], got.Outcomes, got.Codes)
	}
	fs.add(kind, "%s, want %s; the handler %s",
		recorded, strings.Join(want, "; "), requests[0].view.End)
	return false
}

// expect returns the verdicts that the contract allows.
func (q counted) expect(c Case, r Result) []contract.Verdict {
	// chi's writer sends a status for a ReadFrom that takes nothing.
	odd := slices.ContainsFunc(c.Exchanges[q.exchange].Program,
		func(op program.Op) bool { return op.Odd })
	around := stack.Has(c.Layers[:q.layer], stack.ChiWriter)
	within := stack.Has(c.Layers[q.layer:], stack.ChiWriter)
	if odd && (around || within && q.view.Canceled) {
		return nil
	}
	for _, earlier := range r.Exchanges[:q.exchange] {
		if earlier.Probes[len(c.Layers)].ReadDeadlinePassed && !c.http2() {
			return nil // it has canceled the context of the connection
		}
	}
	return contract.Expect(q.view)
}

// labels checks the labels of routes and methods.
func (fs *failures) labels(c Case, requests []counted, got contract.Recorded) {
	want := contract.Counts{}
	for _, q := range requests {
		want[contract.Method(q.view.Method)]++
	}
	if want.String() != got.Methods.String() {
		fs.add("label method", "%s, want %s", got.Methods, want)
	}
	if stack.Has(c.Layers, stack.Chi) || stack.Has(c.Layers, stack.ServeMux) ||
		changes(c, "change r.Pattern") {
		return // see the package routes
	}
	if n := got.Routes[contract.Unknown]; n != got.Requests {
		fs.add("label route", "%s, want only unknown", got.Routes)
	}
}

func changesMethod(c Case) bool { return changes(c, "change r.Method") }

func changes(c Case, kind string) bool {
	return slices.ContainsFunc(c.Exchanges, func(x Exchange) bool { return x.Program.Has(kind) })
}

// durations checks that all requests have a duration, but those that were
// hijacked or streams, and that it is the time that the handler took.
func (fs *failures) durations(r Result, requests []counted, got contract.Recorded) {
	var took time.Duration
	streams := false
	for _, q := range requests {
		if q.view.End != contract.Returned && q.view.End != contract.Panicked {
			return // of a stream that ends so it is not said
		}
		streams = streams || q.view.Hijacked || q.view.IsStream() || q.view.BeganStream ||
			q.view.Method == http.MethodConnect
		took += r.Exchanges[q.exchange].Probes[q.layer].Took
	}
	if streams && got.Outcomes[contract.Panic]+got.Outcomes[contract.ClientClosed] > 0 {
		return
	}
	want := got.Requests - got.Outcomes[contract.Hijacked] - got.Outcomes[contract.Stream]
	if got.Durations != want {
		fs.add("durations", "%d, want %d", got.Durations, want)
	}
	streams = streams || want != got.Requests
	if !streams && math.Abs(took.Seconds()-got.Seconds) > 1e-3*float64(len(requests)) {
		fs.add("seconds", "%v, want %v", got.Seconds, took.Seconds())
	}
}

// severalVerdicts is the kind of failures that cannot be told of one request.
const severalVerdicts = "verdicts of several requests"
