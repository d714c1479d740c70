package contract

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/pipestatic/pipestatic/tests/differential/internal/wire"
)

// End is how a handler ended.
type End string

// The ways to end.
const (
	Returned End = "returned"
	Panicked End = "panicked" // with anything but http.ErrAbortHandler
	Abort    End = "http.ErrAbortHandler"
	Goexit   End = "runtime.Goexit"
)

// A View is what happened to one request, at the place of one Stats.
type View struct {
	Method string
	End    End

	Response *wire.Response // all that the client was sent, nil for nothing
	Position int            // how much the client had been sent when the handler ended

	Began       bool   // what begins a response was called while the client was there
	Status      int    // the status that it was called with, 0 for unknown
	Announced   int64  // Content-Length when it was called, -1 for none
	BeganStream bool   // Content-Type was an event stream's then
	Flushed     bool   // a flush was called that is supported
	MayFlush    bool   // what was called may have flushed by itself
	Wrote       int64  // bytes that the writes reported, -1 for unknown
	InCopy      bool   // the handler panicked amid a copy
	GrpcStatus  string // that was written, which need not be sent

	Canceled           bool // the context's cause was context.Canceled when the handler ended
	ClientLeft         bool // the client had left by then
	LeftAt             int  // how much it had been sent when it left
	ReadDeadlinePassed bool // one that the program has set
	WriteDeadline      bool // the program has set one
	Hijacked           bool

	Timed     bool // an http.TimeoutHandler is around the Stats
	TimedOut  bool // and gave up, or the client did
	Recovered bool // something around the Stats answers panics
}

// A Verdict is what is recorded of one request.
type Verdict struct{ Outcome, Code string }

// Any is a code that stands for all.
const Any = "*"

// code is the status that was sent.
func (v View) code() string {
	if v.Response == nil || v.Response.Status == 0 {
		return None
	}
	return strconv.Itoa(v.Response.Status)
}

// complete reports whether the client had been sent all when the handler ended.
func (v View) complete() bool { return v.Response.AnnouncedSent(v.Position, v.Method) }

// mayBeComplete reports whether all that was announced was written, and flushed
// where that counts, although it was not all sent.
func (v View) mayBeComplete() bool {
	if v.Began && wire.NoBody(v.Method, v.Status) {
		return v.Flushed || v.MayFlush
	}
	return v.Began && (v.Wrote < 0 || v.Announced >= 0 && v.Wrote >= v.Announced)
}

// unsent reports whether the connection broke before the answer was sent: what
// was written later than the handler's end is nothing that a middleware sees.
func (v View) unsent() bool {
	if v.code() == None {
		return true
	}
	return !v.Response.Complete && (v.ClientLeft || v.WriteDeadline)
}

// IsStream reports whether the answer is a stream: a final status 2xx, and an
// event stream or the answer to CONNECT.
func (v View) IsStream() bool {
	r := v.Response
	if r == nil || r.Status < 200 || r.Status > 299 {
		return false
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return v.Method == http.MethodConnect ||
		strings.EqualFold(strings.TrimSpace(kind), "text/event-stream")
}

// status returns the outcome that the status says, that of gRPC included.
func (v View) status(grpc string) string {
	server := false
	switch grpc {
	case "2", "4", "8", "12", "13", "14", "15":
		server = true
	case "", "0":
		grpc = ""
	}
	switch http := v.Response.Status; {
	case http >= 500 || server:
		return ServerError
	case http >= 400 || grpc != "":
		return ClientError
	}
	return OK
}

// byStatus returns the verdicts of an answer that was sent. A status of gRPC that
// was written but not sent, as in a trailer of an answer that has none, may count;
// of two that differ, either.
func (v View) byStatus() []Verdict {
	if !strings.HasPrefix(v.Response.Header.Get("Content-Type"), "application/grpc") {
		return one(v.status(""), v.code())
	}
	sent := v.Response.Field("Grpc-Status")
	vs := one(v.status(sent), v.code())
	if sent == "" && v.GrpcStatus != "" {
		vs = append(vs, Verdict{v.status(v.GrpcStatus), v.code()})
	}
	if header := v.Response.Header.Get("Grpc-Status"); header != "" && header != sent {
		vs = append(vs, Verdict{v.status(header), v.code()})
	}
	return vs
}
