package program

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Client is what a handler can ask of whoever sent its request.
type Client interface {
	Leave(how Leaving)     // the client goes, and the server has noticed
	SendNext()             // the client sends what it has held back so far
	Pause(d time.Duration) // time passes, and everything that can happen has happened
	Position() int         // how much the client has been sent so far
}

// Leaving is how a client goes.
type Leaving string

// The ways to go.
const (
	Reset      Leaving = "reset"      // the connection or stream is reset
	Close      Leaving = "close"      // the connection is closed
	CloseWrite Leaving = "closeWrite" // the client sends no more, but reads on
)

// A Step is what one operation did.
type Step struct {
	Op       int // index of the operation, -1 before the first, len after the last
	Result   string
	Position int // how much the client had been sent after it
}

// A Call is one run of a program.
type Call struct {
	W      http.ResponseWriter
	R      *http.Request
	Client Client
	Served context.Context // of the request as the server made it
	File   string          // a file to copy from

	mu    sync.Mutex // held while a field below is written: a test may look too early
	trace []Step
	Facts
}

// Facts are what a run tells about the request, whatever the ResponseWriter
// makes of it.
type Facts struct {
	Wrote        int64 // bytes that writes have reported
	WroteUnknown bool  // some writes reported nothing
	Read         int64 // bytes that were read from the request's body
	ReadUnknown  bool  // some reads are not in Read, or are of another body

	Hijacked bool
	TooLarge bool // http.MaxBytesReader has told net/http that the body is too large
	Beginning
	Flushed       bool      // a flush was asked for that is supported
	MayFlush      bool      // net/http may have flushed what a copy began with
	EmptyCopy     bool      // a copy has written nothing
	InCopy        bool      // a copy has not returned
	Done          bool      // the request's context was done at the end
	GrpcStatus    string    // in the header at the end, or among the trailers
	ReadDeadline  time.Time // as last set with success
	WriteDeadline bool      // one was set with success
}

// A Beginning is what a program first called that begins a response.
type Beginning struct {
	Began     Began
	Status    int   // 0 where net/http chooses it
	Announced int64 // Content-Length, -1 for none
	Stream    bool  // the Content-Type is that of an event stream
}

// Began tells when a program first called what begins a response.
type Began int

// The times when a response can begin.
const (
	NotYet Began = iota
	Before       // the context of the server's request was not done
	After        // it was
)

// Run runs a program. Panics go on.
func Run(p Program, c *Call) {
	c.set(func(f *Facts) { f.Announced = -1 })
	defer func() {
		h := c.W.Header()
		grpc := h.Get("Grpc-Status")
		if prefixed := h[http.TrailerPrefix+"Grpc-Status"]; len(prefixed) > 0 {
			grpc = prefixed[0]
		}
		done := c.Served.Err() != nil
		c.set(func(f *Facts) { f.Done, f.GrpcStatus = done, grpc })
	}()
	c.record(-1, describeWriter(c.W)+" "+Describe(c.R))
	for i, op := range p {
		c.run(i, op)
	}
	c.record(len(p), fmt.Sprint("header ", c.W.Header()))
}

// run notes a panic without recovering it, so that its stack stays.
func (c *Call) run(i int, op Op) {
	returned := false
	defer func() {
		if !returned {
			c.record(i, "did not return")
		}
	}()
	result := op.do(c)
	returned = true
	c.record(i, result)
}

func (c *Call) record(op int, result string) {
	at := c.Client.Position()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trace = append(c.trace, Step{op, result, at})
}

// Trace returns what the operations did so far.
func (c *Call) Trace() []Step {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Step(nil), c.trace...)
}

// Known returns the facts so far.
func (c *Call) Known() Facts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Facts
}

func (c *Call) set(change func(*Facts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.Facts)
}

// begins notes that the response begins here, with a status or with 0 for one
// that is not known. It is called before the operation.
func (c *Call) begins(status int) { c.began(c.beginning(status)) }

// beginning returns what the response would be if it began here.
func (c *Call) beginning(status int) Beginning {
	b := Beginning{Began: Before, Status: status, Announced: -1}
	if c.Served.Err() != nil {
		b.Began = After
	}
	h := c.W.Header()
	if n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64); err == nil {
		b.Announced = n
	}
	b.Stream = strings.Contains(strings.ToLower(h.Get("Content-Type")), "event-stream")
	return b
}

// began notes that the response has begun, unless it had.
func (c *Call) began(b Beginning) {
	c.set(func(f *Facts) {
		if f.Began == NotYet {
			f.Beginning = b
		}
	})
}

// wrote notes what a write has reported.
func (c *Call) wrote(n int64) { c.set(func(f *Facts) { f.Wrote += n }) }

// over are errors of writes to a stream of HTTP/2 that is over. Which it is depends
// on who comes first in the server.
var over = map[string]bool{
	"short write":          true,
	"client disconnected":  true,
	"http2: stream closed": true,
	"http2: request body closed due to handler exiting": true,
}

// fails returns an error as text, with its type: some programs look at that.
func fails(err error) string {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return "nil"
	case over[err.Error()]:
		return "the stream is over"
	case errors.As(err, &large):
		return fmt.Sprintf("%T %v, limit %d", err, err, large.Limit)
	}
	return fmt.Sprintf("%T %v", err, err)
}

// cancelKey finds the function that cancels a request's context with a cause.
type cancelKey struct{}

// Cancelable returns a request whose context the program can cancel with a cause.
func Cancelable(r *http.Request) *http.Request {
	ctx, cancel := context.WithCancelCause(r.Context())
	return r.WithContext(context.WithValue(ctx, cancelKey{}, cancel))
}
