package differential

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/tests/differential/internal/contract"
	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
)

// A Probe is what passed one place in a stack of handlers.
type Probe struct {
	Entered            int
	Method             string // of the request when it came
	End                contract.End
	Value              string // of a panic
	Stack              bool   // the panic's stack shows where it came from
	Position           int    // how much the client had been sent at the end
	Canceled, Done     bool   // of the request's context at the end, by context.Canceled or anything
	Left               bool   // the client had left by the end
	LeftAt             int    // how much it had been sent when it left
	ReadDeadlinePassed bool   // one that the program had set
	Took               time.Duration
	HasBody            bool
	After              []string // the request's fields at the end
}

// exchangeHeader is a header of all requests: which exchange they are.
const exchangeHeader = "X-Exchange"

func exchangeOf(r *http.Request) int {
	i, _ := strconv.Atoi(r.Header.Get(exchangeHeader))
	return i
}

// A run is a case while it is served.
type run struct {
	*driver
	Case
	file string

	mu     sync.Mutex
	probes [][]Probe // by exchange and layer
	calls  []*program.Call
	served []context.Context // of the requests as the server made them
}

// probe notes what passes, and changes nothing: next gets the same
// ResponseWriter and request.
func (r *run) probe(layer int, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		exchange, begun, returned := exchangeOf(req), time.Now(), false
		method, hasBody := req.Method, req.Body != nil && req.Body != http.NoBody
		if layer == len(r.Layers) {
			r.mu.Lock()
			r.served[exchange] = req.Context()
			r.mu.Unlock()
		}
		r.busy(1)
		if r.Pipelined {
			r.pause(0) // net/http may be about to read a byte ahead
		}
		defer func() {
			defer r.busy(-1)
			p := Probe{
				Method: method, HasBody: hasBody,
				End: contract.Returned, Took: time.Since(begun),
			}
			var value any
			if !returned {
				value = recover()
				p.ended(value)
			}
			if r.http2() {
				r.pause(0)
			}
			p.After = program.Fields(req)
			p.Done = req.Context().Err() != nil
			p.Canceled = p.Done && context.Cause(req.Context()) == context.Canceled
			r.passed(exchange, layer, p)
			if value != nil {
				panic(value)
			}
		}()
		next.ServeHTTP(w, req)
		returned = true
	})
}

// ended notes how a handler ended that did not return.
func (p *Probe) ended(value any) {
	switch value {
	case nil:
		p.End = contract.Goexit
		return
	case http.ErrAbortHandler:
		p.End = contract.Abort
	default:
		p.End = contract.Panicked
	}
	p.Value = fmt.Sprintf("%T %v", value, value)
	p.Stack = strings.Contains(string(debug.Stack()), "program.(*Call).run")
}

// passed keeps what a probe saw.
func (r *run) passed(exchange, layer int, p Probe) {
	p.Position = r.client.position(exchange)
	p.LeftAt, p.Left = r.left(exchange)
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.calls[exchange]; c != nil {
		p.ReadDeadlinePassed = c.Known().ReadDeadlinePassed()
	}
	p.Entered = r.probes[exchange][layer].Entered + 1
	r.probes[exchange][layer] = p
}
