package middleware

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"
)

// An exchange is one request and its answer, and what the handler's
// ResponseWriter leads through.
//
// Exchanges are not pooled: a handler may keep its ResponseWriter, request or
// body for longer than it should, and must not write into another's.
type exchange struct {
	w     http.ResponseWriter // as it was given to us
	rec   *recorder
	start time.Duration

	status  int   // the first final one, 0 until then
	written int64 // bytes of the body
	method  uint8

	hijacked bool
	stream   bool
	returned bool // the handler did, it neither panicked nor ended its goroutine
	snooped  bool // not to be found by unwrapping the ResponseWriter

	mark mark
	body body
	chi  *chi.Context // where the routers note the route, nil where none would

	// below is what a Stats nearer to the router has learnt. It may be told
	// late: by a handler that was given up by http.TimeoutHandler.
	below atomic.Pointer[route]
}

// Header is part of http.ResponseWriter.
func (x *exchange) Header() http.Header { return x.w.Header() }

// WriteHeader is part of http.ResponseWriter.
func (x *exchange) WriteHeader(code int) {
	x.begin(code)
	x.w.WriteHeader(code)
}

// Write is part of http.ResponseWriter.
func (x *exchange) Write(p []byte) (int, error) {
	x.begin(http.StatusOK)
	n, err := x.w.Write(p)
	x.wrote(int64(n))
	return n, err
}

// begin notes a status before it is passed on. Only the first final one is sent;
// 1xx precede it, but for 101.
func (x *exchange) begin(code int) {
	final := code >= 200 && code <= 999 || code == http.StatusSwitchingProtocols
	if x.status != 0 || x.hijacked || !final {
		return
	}
	x.status = code
	// Not later: net/http copies the header when it is asked for after this.
	x.stream = isEventStream(x.w.Header())
}

func isEventStream(h http.Header) bool {
	const eventStream = "text/event-stream"
	v := h["Content-Type"]
	if len(v) == 0 || len(v[0]) < len(eventStream) {
		return false
	}
	rest := v[0][len(eventStream):]
	return strings.EqualFold(v[0][:len(eventStream)], eventStream) &&
		(rest == "" || rest[0] == ';' || rest[0] == ' ')
}

// wrote notes what the handler has written of the body. In answer to HEAD it is
// not sent.
func (x *exchange) wrote(n int64) {
	if n <= 0 {
		return
	}
	x.written += n
	if methods[x.method] != http.MethodHead {
		x.rec.sent.Add(n)
	}
}

// The optional methods. Whoever calls them knows that x.w has them.

func (x *exchange) writeString(s string) (int, error) {
	x.begin(http.StatusOK)
	n, err := x.w.(io.StringWriter).WriteString(s)
	x.wrote(int64(n))
	return n, err
}

func (x *exchange) readFrom(src io.Reader) (int64, error) {
	x.begin(http.StatusOK)
	n, err := x.w.(io.ReaderFrom).ReadFrom(src)
	x.wrote(n)
	return n, err
}

func (x *exchange) flush() {
	x.begin(http.StatusOK)
	x.w.(http.Flusher).Flush()
}

func (x *exchange) flushError() error {
	x.begin(http.StatusOK)
	return x.w.(errorFlusher).FlushError()
}

func (x *exchange) push(target string, o *http.PushOptions) error {
	return x.w.(http.Pusher).Push(target, o)
}

func (x *exchange) hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := x.w.(http.Hijacker).Hijack()
	x.hijacked = x.hijacked || err == nil
	return conn, rw, err
}

// Unwrap gives http.ResponseController what is below.
func (x *exchange) Unwrap() http.ResponseWriter {
	if _, ok := x.w.(http.Hijacker); ok {
		return x.w
	}
	return (*beneath)(x)
}
