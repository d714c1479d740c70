package middleware

import (
	"io"
	"net/http"
	"time"
)

// Optional interfaces that net/http has no name for, or none that lasts.
type (
	errorFlusher  interface{ FlushError() error }
	closeNotifier interface{ CloseNotify() <-chan bool }
	duplexer      interface{ EnableFullDuplex() error }
	deadliner     interface {
		SetReadDeadline(time.Time) error
		SetWriteDeadline(time.Time) error
	}
	unwrapper interface{ Unwrap() http.ResponseWriter }
)

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
	if _, ok := w.(errorFlusher); ok {
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
	if _, ok := w.(duplexer); ok {
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
