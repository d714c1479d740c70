package middleware

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"time"
)

// A writer is the ResponseWriter that a handler gets, and leads through an
// exchange. Each has the optional methods of a well-known one, no more and no
// less, and holds its exchange, so that it is one allocation; the bound methods
// that httpsnoop needs would be a dozen.
type writer interface {
	http.ResponseWriter
	self() *exchange
}

// exchange is the writer without optional methods.
type (
	flushing    struct{ exchange }  // many a logger's
	pushing     struct{ flushing }  // that of chi's loggers on HTTP/2
	hijacking   struct{ flushing }  // many a logger's
	reading     struct{ hijacking } // that of chi's loggers on HTTP/1
	compressing struct{ hijacking } // that of chi's Compress
	recording   struct{ flushing }  // that of httptest
	serving     struct{ recording } // what those of net/http have in common
	http1       struct{ serving }
	http2       struct{ serving }
)

func (x *exchange) self() *exchange { return x }

func (x *flushing) Flush() { x.flush() }

func (x *pushing) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

func (x *hijacking) Hijack() (net.Conn, *bufio.ReadWriter, error) { return x.hijack() }

func (x *reading) ReadFrom(src io.Reader) (int64, error) { return x.readFrom(src) }

func (x *compressing) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

func (x *recording) WriteString(s string) (int, error) { return x.writeString(s) }

func (x *serving) FlushError() error                  { return x.flushError() }
func (x *serving) CloseNotify() <-chan bool           { return x.w.(closeNotifier).CloseNotify() }
func (x *serving) EnableFullDuplex() error            { return x.w.(duplexer).EnableFullDuplex() }
func (x *serving) SetReadDeadline(t time.Time) error  { return x.w.(deadliner).SetReadDeadline(t) }
func (x *serving) SetWriteDeadline(t time.Time) error { return x.w.(deadliner).SetWriteDeadline(t) }

func (x *http1) ReadFrom(src io.Reader) (int64, error)        { return x.readFrom(src) }
func (x *http1) Hijack() (net.Conn, *bufio.ReadWriter, error) { return x.hijack() }

func (x *http2) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

// newWriter returns a writer with the optional methods of set, or nil.
func newWriter(set methodSet) writer {
	const serves = hasFlush | hasFlushError | hasWriteString | hasCloseNotify |
		hasFullDuplex | hasDeadlines
	switch set {
	case 0:
		return new(exchange)
	case hasFlush:
		return new(flushing)
	case hasFlush | hasPush:
		return new(pushing)
	case hasFlush | hasHijack:
		return new(hijacking)
	case hasFlush | hasHijack | hasReadFrom:
		return new(reading)
	case hasFlush | hasHijack | hasPush:
		return new(compressing)
	case hasFlush | hasWriteString:
		return new(recording)
	case serves | hasHijack | hasReadFrom:
		return new(http1)
	case serves | hasPush:
		return new(http2)
	}
	return nil
}

// wrap returns a ResponseWriter with exactly the optional methods of w, and its
// exchange.
func wrap(w http.ResponseWriter) (http.ResponseWriter, *exchange) {
	if ours := newWriter(methodSetOf(w)); ours != nil {
		x := ours.self()
		x.w = w
		return ours, x
	}
	x := &exchange{w: w, snooped: true}
	return snoop(x), x
}
