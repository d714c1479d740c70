package middleware

import (
	"bufio"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/internal/ownrequest"
)

// A responseWriter is what the handler's ResponseWriter leads through. It notes what
// is sent, and nothing else: the call goes on as it came.
//
// It is not pooled: a handler may keep its ResponseWriter, request or body for longer
// than it should, and must not write into another's.
type responseWriter struct {
	w       http.ResponseWriter // as it was given to us
	h       *handler
	request *http.Request // as it was given to us
	next    *http.Request // for the handler: request, or a copy of it
	start   time.Duration // since epoch
	ownrequest.Flag

	url     *url.URL        // next's, as it was passed on
	header  http.Header     // the same
	trailer http.Header     // the same
	context *requestContext // of next, if it is a copy
	body    *body           // of next, if there is one

	status     int   // the first final one that was sent, 0 until then
	announced  int64 // Content-Length as it was sent, -1 for none
	written    int64 // bytes of the body
	grpc       *grpcHeader
	method     uint8 // index in the recorder's methods
	stream     bool  // the header is that of a stream
	flushed    bool  // a flush succeeded: header and body so far are sent
	lateHeader bool  // the context was done before the header was sent
	snooped    bool  // httpsnoop wraps w: not to be found by Unwrap

	returned   bool // the handler did: it neither panicked nor ended its goroutine
	resumed    bool // the call of the handler did: the goroutine goes on
	hijacked   atomic.Bool
	done       atomic.Bool // the request is finished
	panicValue any

	readDeadline atomic.Int64 // see setReadDeadline
	routing      routing
	told         atomic.Pointer[route] // by SetRoute; finished: no more
	inner        atomic.Pointer[route] // learnt by a Stats nearer to the router
}

// Header is part of http.ResponseWriter.
func (x *responseWriter) Header() http.Header { return x.w.Header() }

// WriteHeader is part of http.ResponseWriter.
func (x *responseWriter) WriteHeader(code int) {
	x.noteStatus(code)
	x.w.WriteHeader(code)
}

// Write is part of http.ResponseWriter.
func (x *responseWriter) Write(p []byte) (int, error) {
	x.noteStatus(http.StatusOK)
	n, err := x.w.Write(p)
	x.noteWritten(int64(n))
	x.noteFailure(err, len(p))
	return n, err
}

// noteStatus notes a status that is about to be sent. Only the first final one
// counts; 1xx precede it, but for HTTP/1's 101.
func (x *responseWriter) noteStatus(code int) {
	x.sync()
	final := code >= 200 && code <= 999 ||
		code == http.StatusSwitchingProtocols && x.request.ProtoMajor < 2
	if x.status != 0 || !final || x.hijacked.Load() || x.w == nil {
		return
	}
	x.status = code
	x.routing.abandoned = code == http.StatusServiceUnavailable && abandonedInside()
	x.noteHeader(x.w.Header())
	x.lateHeader = x.gone()
}

// gone reports whether the context is done.
func (x *responseWriter) gone() bool { return x.request.Context().Err() != nil }

// noteStatusSent notes that a status has been sent, if none had been before. gone: the
// context was done already.
func (x *responseWriter) noteStatusSent(gone bool) {
	if x.status == 0 {
		x.noteStatus(http.StatusOK)
		x.lateHeader = gone
	}
}

// noteHeader notes what the header says of the body. It is called before the header
// is passed on: net/http copies it then.
func (x *responseWriter) noteHeader(header http.Header) {
	x.announced = x.contentLength(header)
	if v := header["Content-Type"]; len(v) > 0 {
		x.stream = mediaTypeIs(v[0], "text/event-stream")
		if mediaTypeIs(v[0], "application/grpc*") {
			x.grpc = newGRPCHeader(header)
		}
	}
	if x.request.Method == http.MethodConnect ||
		x.h.options.Stream != nil && x.h.options.Stream(x.request, header) {
		x.stream = true
	}
}

// contentLength returns what a header announces, or -1. net/http ignores what is no
// number, and in HTTP/1 what stands beside a Transfer-Encoding.
func (x *responseWriter) contentLength(header http.Header) int64 {
	if v := header["Content-Length"]; len(v) > 0 {
		te := header.Get("Transfer-Encoding")
		if te != "" && te != "identity" && x.request.ProtoMajor < 2 {
			return -1
		}
		if n, err := strconv.ParseInt(v[0], 10, 64); err == nil && n >= 0 {
			return n
		}
	}
	return -1
}

// noteWritten notes what the handler has written of the body. In answer to HEAD it
// is not sent.
func (x *responseWriter) noteWritten(n int64) {
	if n <= 0 {
		return
	}
	x.written += n
	if x.request.Method != http.MethodHead && !ownrequest.IsSet(&x.Flag) {
		x.h.rec.sent.Add(n)
	}
}

// noteFailure notes that a write of size bytes failed. In HTTP/2 a response to HEAD ends
// with its header, which goes with the first full buffer; what is written after fails.
func (x *responseWriter) noteFailure(err error, size int) {
	if err != nil && x.request.ProtoMajor >= 2 && x.request.Method == http.MethodHead {
		x.flushed = x.flushed || x.written+int64(size) > http2Buffer
	}
}

// The optional methods. Whoever calls them knows that x.w has them.

func (x *responseWriter) writeString(s string) (int, error) {
	x.noteStatus(http.StatusOK)
	n, err := x.w.(io.StringWriter).WriteString(s)
	x.noteWritten(int64(n))
	x.noteFailure(err, len(s))
	return n, err
}

func (x *responseWriter) flush() {
	if x.sync(); canFlush(x.w) {
		x.noteStatus(http.StatusOK)
		x.flushed = true
	}
	x.w.(http.Flusher).Flush()
}

// canFlush reports whether a Flush reaches what can flush: a ResponseWriter that leads
// to others by Unwrap may have the method, and nothing below it.
func canFlush(w http.ResponseWriter) (can bool) {
	for w := range unwrapped(w) {
		_, can = w.(http.Flusher)
	}
	return can
}

func (x *responseWriter) flushError() error { return x.flushBy(x.w.(flushErrorer)) }

// flushBy flushes. One that is not supported sends no header.
func (x *responseWriter) flushBy(f flushErrorer) error {
	x.sync()
	gone := x.gone()
	err := f.FlushError()
	if !errors.Is(err, http.ErrNotSupported) {
		x.noteStatusSent(gone)
		x.flushed = x.flushed || err == nil || x.hasNoBody()
	}
	return err
}

func (x *responseWriter) push(target string, o *http.PushOptions) error {
	return x.w.(http.Pusher).Push(target, o)
}

func (x *responseWriter) hijack() (net.Conn, *bufio.ReadWriter, error) {
	return x.hijackBy(x.w.(http.Hijacker))
}

func (x *responseWriter) hijackBy(h http.Hijacker) (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := h.Hijack()
	if err == nil {
		x.hijacked.Store(true)
	}
	return conn, rw, err
}

// The readDeadlines that are no time.
const (
	noDeadline = 0
	passed     = -1 // stays: the deadline, or one before it, has passed
)

// setReadDeadline sets the deadline through set, and notes it, in nanoseconds since
// epoch.
func (x *responseWriter) setReadDeadline(t time.Time, set func(time.Time) error) error {
	err := set(t)
	x.checkReadDeadline()
	if err != nil || x.readDeadline.Load() == passed {
		return err
	}
	d := time.Duration(noDeadline)
	if !t.IsZero() {
		// Both are read off the clock of this goroutine, which in a testing/synctest
		// bubble is not that of epoch.
		if d = time.Since(epoch) + time.Until(t); d == noDeadline || d == passed {
			d = 1
		}
	}
	x.readDeadline.Store(int64(d))
	return nil
}

func (x *responseWriter) checkReadDeadline() {
	d := x.readDeadline.Load()
	if d != noDeadline && d != passed && time.Since(epoch) >= time.Duration(d) {
		x.readDeadline.Store(passed)
	}
}

// pieceSize is how much of a file is sent before it is counted.
const pieceSize = 4 << 20

// sniffed is how much net/http copies from a source before it flushes what it has
// (sniffLen), and hands the rest to the connection.
const sniffed = 512

// readFrom copies from src. net/http sends no header before the source has given
// its first byte, so an empty or failing source leaves the status open.
func (x *responseWriter) readFrom(src io.Reader) (n int64, err error) {
	x.sync()
	byServer := methodSetOf(x.w)&servers == servers
	if !byServer { // chi's wrapper sends the header first
		x.noteStatus(http.StatusOK)
	}
	dst := x.w.(io.ReaderFrom)
	if file, ok := fileOf(src); ok && byServer && x.contentLength(x.w.Header()) > pieceSize {
		return x.readPieces(dst, file)
	}
	c := countedReader{Reader: src, x: x}
	if plain(src) {
		src = &c
	}
	done, gone := false, x.gone()
	defer func() { x.flushed = x.flushed || !done && c.noted >= sniffed }() // src panicked
	n, err = dst.ReadFrom(src)
	done = true
	x.noteRead(n-c.noted, gone)
	if n == 0 && (c.latest > 0 || errors.Is(err, http.ErrContentLength)) {
		x.noteStatusSent(gone) // with the write that was refused
	}
	x.flushed = x.flushed || n >= sniffed && (err == nil || c.failed)
	return n, err
}

// noteRead notes what was copied from a source. gone: the context was done before.
func (x *responseWriter) noteRead(n int64, gone bool) {
	if n > 0 {
		x.noteStatusSent(gone)
		x.noteWritten(n)
	}
}

// plain reports whether a source is nothing but a reader. Files and connections are
// copied by the system, and what has WriteTo writes as it likes.
func plain(src io.Reader) bool {
	switch src.(type) {
	case *io.LimitedReader, io.WriterTo:
		return false
	}
	return true
}

// A countedReader notes what was read of it once more is asked for: then it has been
// written.
type countedReader struct {
	io.Reader
	x             *responseWriter
	latest, noted int64
	failed        bool // not the writing, if that fails
	gone          bool // the context was done when the latest was read
}

// Read is part of io.Reader.
func (c *countedReader) Read(p []byte) (int, error) {
	c.x.noteRead(c.latest, c.gone)
	c.noted += c.latest
	n, err := c.Reader.Read(p)
	c.latest, c.failed, c.gone = int64(n), err != nil && err != io.EOF, c.x.gone()
	return n, err
}

// fileOf returns a source that is a file, or a part of one, as the part it is.
func fileOf(src io.Reader) (part *io.LimitedReader, ok bool) {
	if part, ok = src.(*io.LimitedReader); ok {
		_, ok = part.R.(*os.File)
		return part, ok
	}
	_, ok = src.(*os.File)
	return &io.LimitedReader{R: src, N: math.MaxInt64}, ok
}

// readPieces copies a file piece by piece, so that what is sent for minutes is
// counted meanwhile. With a Content-Length there is no chunked encoding whose chunks
// the pieces would show in; the system's sendfile serves each piece.
func (x *responseWriter) readPieces(
	dst io.ReaderFrom, part *io.LimitedReader,
) (n int64, err error) {
	for {
		piece := io.LimitedReader{R: part.R, N: min(pieceSize, part.N)}
		size, gone := piece.N, x.gone()
		m, err := dst.ReadFrom(&piece)
		part.N -= size - piece.N
		n += m
		x.noteRead(m, gone)
		x.flushed = x.flushed || err == nil && n >= sniffed
		if err != nil || piece.N > 0 || part.N <= 0 || m == 0 {
			return n, err
		}
	}
}
