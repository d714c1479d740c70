package middleware

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/felixge/httpsnoop"
)

// Optional interfaces that net/http has no name for, or none that lasts.
type (
	flushErrorer  interface{ FlushError() error }
	closeNotifier interface{ CloseNotify() <-chan bool }
	fullDuplexer  interface{ EnableFullDuplex() error }
	deadliner     interface {
		SetReadDeadline(time.Time) error
		SetWriteDeadline(time.Time) error
	}
	unwrapper interface{ Unwrap() http.ResponseWriter }
)

// wrap returns a ResponseWriter with exactly the optional methods of w, and what it
// leads through.
func wrap(w http.ResponseWriter) (http.ResponseWriter, *responseWriter) {
	if ours := newWriter(methodSetOf(w)); ours != nil {
		x := ours.self()
		x.w = w
		return ours, x
	}
	x := &responseWriter{w: w, snooped: true}
	return snoop(x), x
}

// A methodSet tells which optional methods a ResponseWriter has.
type methodSet uint16

const (
	hasFlush methodSet = 1 << iota
	hasFlushError
	hasCloseNotify
	hasHijack
	hasReadFrom
	hasDeadlines
	hasFullDuplex
	hasPush
	hasWriteString
)

func methodSetOf(w http.ResponseWriter) (set methodSet) {
	if _, ok := w.(http.Flusher); ok {
		set |= hasFlush
	}
	if _, ok := w.(flushErrorer); ok {
		set |= hasFlushError
	}
	if _, ok := w.(closeNotifier); ok {
		set |= hasCloseNotify
	}
	if _, ok := w.(http.Hijacker); ok {
		set |= hasHijack
	}
	if _, ok := w.(io.ReaderFrom); ok {
		set |= hasReadFrom
	}
	if _, ok := w.(deadliner); ok {
		set |= hasDeadlines
	}
	if _, ok := w.(fullDuplexer); ok {
		set |= hasFullDuplex
	}
	if _, ok := w.(http.Pusher); ok {
		set |= hasPush
	}
	if _, ok := w.(io.StringWriter); ok {
		set |= hasWriteString
	}
	return set
}

// A writer is the ResponseWriter that a handler gets, and leads through a
// responseWriter. Each has the optional methods of a well-known one, no more and no
// less, and holds its responseWriter, so that it is one allocation; the bound methods
// that httpsnoop needs would be a dozen.
type writer interface {
	http.ResponseWriter
	self() *responseWriter
}

// The writers with optional methods; responseWriter is the one without.
type (
	timeoutWriter  struct{ responseWriter } // that of http.TimeoutHandler
	flushWriter    struct{ responseWriter } // many a logger's
	pushWriter     struct{ flushWriter }    // that of chi's loggers on HTTP/2
	hijackWriter   struct{ flushWriter }    // many a logger's
	readFromWriter struct{ hijackWriter }   // that of chi's loggers on HTTP/1
	compressWriter struct{ hijackWriter }   // that of chi's Compress
	recorderWriter struct{ flushWriter }    // that of httptest
	notifyWriter   struct{ flushWriter }    // with CloseNotify alone
	gzipWriter     struct{ hijackWriter }   // that of gzip handlers
	metricsWriter  struct{ gzipWriter }     // that of promhttp
	ginWriter      struct{ gzipWriter }     // what that of gin has of these
	serverWriter   struct{ recorderWriter } // what those of net/http have in common
	http1Writer    struct{ serverWriter }
	http2Writer    struct{ serverWriter }
)

func (x *responseWriter) self() *responseWriter { return x }

func (x *timeoutWriter) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

func (x *flushWriter) Flush() { x.flush() }

func (x *pushWriter) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

func (x *hijackWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return x.hijack() }

func (x *readFromWriter) ReadFrom(src io.Reader) (int64, error) { return x.readFrom(src) }

func (x *compressWriter) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

func (x *recorderWriter) WriteString(s string) (int, error) { return x.writeString(s) }

func (x *notifyWriter) CloseNotify() <-chan bool { return x.w.(closeNotifier).CloseNotify() }

func (x *gzipWriter) CloseNotify() <-chan bool { return x.w.(closeNotifier).CloseNotify() }

func (x *metricsWriter) ReadFrom(src io.Reader) (int64, error) { return x.readFrom(src) }

func (x *ginWriter) WriteString(s string) (int, error) { return x.writeString(s) }

func (x *serverWriter) FlushError() error        { return x.flushError() }
func (x *serverWriter) CloseNotify() <-chan bool { return x.w.(closeNotifier).CloseNotify() }
func (x *serverWriter) EnableFullDuplex() error  { return x.w.(fullDuplexer).EnableFullDuplex() }
func (x *serverWriter) SetReadDeadline(t time.Time) error {
	return x.setReadDeadline(t, x.w.(deadliner).SetReadDeadline)
}
func (x *serverWriter) SetWriteDeadline(t time.Time) error {
	return x.w.(deadliner).SetWriteDeadline(t)
}

func (x *http1Writer) ReadFrom(src io.Reader) (int64, error)        { return x.readFrom(src) }
func (x *http1Writer) Hijack() (net.Conn, *bufio.ReadWriter, error) { return x.hijack() }

func (x *http2Writer) Push(target string, o *http.PushOptions) error { return x.push(target, o) }

// servers are the optional methods that the ResponseWriters of net/http's servers have
// in common.
const servers = hasFlush | hasFlushError | hasWriteString | hasCloseNotify |
	hasFullDuplex | hasDeadlines

// newWriter returns a writer with the optional methods of set, or nil.
func newWriter(set methodSet) writer {
	switch set {
	case 0:
		return new(responseWriter)
	case hasPush:
		return new(timeoutWriter)
	case hasFlush:
		return new(flushWriter)
	case hasFlush | hasPush:
		return new(pushWriter)
	case hasFlush | hasHijack:
		return new(hijackWriter)
	case hasFlush | hasHijack | hasReadFrom:
		return new(readFromWriter)
	case hasFlush | hasHijack | hasPush:
		return new(compressWriter)
	case hasFlush | hasCloseNotify:
		return new(notifyWriter)
	case hasFlush | hasHijack | hasCloseNotify:
		return new(gzipWriter)
	case hasFlush | hasHijack | hasCloseNotify | hasReadFrom:
		return new(metricsWriter)
	case hasFlush | hasHijack | hasCloseNotify | hasWriteString:
		return new(ginWriter)
	case hasFlush | hasWriteString:
		return new(recorderWriter)
	case servers | hasHijack | hasReadFrom:
		return new(http1Writer)
	case servers | hasPush:
		return new(http2Writer)
	}
	return nil
}

// snoop returns a ResponseWriter with exactly the optional methods of x.w, which
// leads through x. httpsnoop uses the hooks of those methods that x.w has.
func snoop(x *responseWriter) http.ResponseWriter {
	s := snoopers.Get().(*snooper)
	s.x = x
	w := httpsnoop.Wrap(x.w, s.hooks)
	s.x = nil
	snoopers.Put(s)
	return w
}

// A snooper has the hooks for a responseWriter. They are called while httpsnoop wraps
// and not later, so that they, but not what they return, can be used again.
type snooper struct {
	x     *responseWriter
	hooks httpsnoop.Hooks
}

var snoopers = sync.Pool{New: func() any { return newSnooper() }}

func newSnooper() *snooper {
	s := new(snooper)
	s.hooks = httpsnoop.Hooks{
		WriteHeader: func(httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc { return s.x.WriteHeader },
		Write:       func(httpsnoop.WriteFunc) httpsnoop.WriteFunc { return s.x.Write },
		WriteString: func(httpsnoop.WriteStringFunc) httpsnoop.WriteStringFunc { return s.x.writeString },
		ReadFrom:    func(httpsnoop.ReadFromFunc) httpsnoop.ReadFromFunc { return s.x.readFrom },
		Flush:       func(httpsnoop.FlushFunc) httpsnoop.FlushFunc { return s.x.flush },
		FlushError:  func(httpsnoop.FlushErrorFunc) httpsnoop.FlushErrorFunc { return s.x.flushError },
		Hijack:      func(httpsnoop.HijackFunc) httpsnoop.HijackFunc { return s.x.hijack },
		SetReadDeadline: func(set httpsnoop.SetReadDeadlineFunc) httpsnoop.SetReadDeadlineFunc {
			x := s.x
			return func(t time.Time) error { return x.setReadDeadline(t, set) }
		},
	}
	return s
}

// Unwrap gives http.ResponseController what is below.
func (x *responseWriter) Unwrap() http.ResponseWriter {
	const noted = hasFlush | hasHijack | hasDeadlines
	if methodSetOf(x.w)&noted == noted {
		return x.w
	}
	return (*unwrapTarget)(x)
}

// An unwrapTarget is a responseWriter as seen by who unwraps it. Where a
// ResponseWriter hides the connection's Hijack, Flush or deadlines,
// http.ResponseController finds them further down; it meets this one on the way, so
// that they are noticed.
type unwrapTarget responseWriter

func (u *unwrapTarget) self() *responseWriter           { return (*responseWriter)(u) }
func (u *unwrapTarget) Header() http.Header             { return u.w.Header() }
func (u *unwrapTarget) WriteHeader(code int)            { u.self().WriteHeader(code) }
func (u *unwrapTarget) Write(p []byte) (int, error)     { return u.self().Write(p) }
func (u *unwrapTarget) Unwrap() http.ResponseWriter     { return u.w }
func (u *unwrapTarget) below() *http.ResponseController { return http.NewResponseController(u.w) }

// FlushError flushes what is below, or says that it cannot.
func (u *unwrapTarget) FlushError() error { return u.self().flushBy(belowFlusher{u.below()}) }

type belowFlusher struct{ *http.ResponseController }

func (f belowFlusher) FlushError() error { return f.Flush() }

// Hijack hijacks what is below, or says that it cannot.
func (u *unwrapTarget) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return u.self().hijackBy(u.below())
}

// SetReadDeadline sets that of what is below, or says that it cannot.
func (u *unwrapTarget) SetReadDeadline(t time.Time) error {
	return u.self().setReadDeadline(t, u.below().SetReadDeadline)
}

// maxDepth bounds how many ResponseWriters are unwrapped: one may return itself.
const maxDepth = 64

// unwrapped are w and the ResponseWriters that it leads to by Unwrap.
func unwrapped(w http.ResponseWriter) func(yield func(http.ResponseWriter) bool) {
	return func(yield func(http.ResponseWriter) bool) {
		for range maxDepth {
			if w == nil || !yield(w) {
				return
			}
			u, ok := w.(unwrapper)
			if !ok {
				return
			}
			w = u.Unwrap()
		}
	}
}

// leadsToServer reports whether w is a ResponseWriter of one of net/http's servers, or
// leads to one. Where it does not, somebody between may keep what is written, and
// abandon the handler: http.TimeoutHandler does.
func leadsToServer(w http.ResponseWriter) bool {
	for w := range unwrapped(w) {
		if methodSetOf(w)&servers == servers {
			return true
		}
	}
	return false
}

// leadsToTimeout reports whether w is http.TimeoutHandler's ResponseWriter, or leads to
// one: it keeps what is written until its handler returns. It is known by its methods.
func leadsToTimeout(w http.ResponseWriter) (leads bool) {
	for w := range unwrapped(w) {
		leads = methodSetOf(w) == hasPush
	}
	return leads
}
