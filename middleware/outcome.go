package middleware

import (
	"context"
	"errors"
	"net/http"
	"strconv"
)

// An outcome is how a request ended. Every finished request has exactly one.
type outcome uint8

const (
	ok outcome = iota
	clientError
	serverError
	panicked
	aborted
	clientGone
	hijacked
	stream
	numOutcomes
)

func (o outcome) String() string {
	return [numOutcomes]string{
		"ok", "client_error", "server_error", "panic", "abort", "client_gone", "hijacked", "stream",
	}[o]
}

// timed reports whether the duration of x says something about the handler: a
// hijacked connection and a stream last as long as the client likes.
func (x *exchange) timed() bool { return !x.hijacked && !x.stream }

// end returns how x ended, and the status that was sent, 0 for none. thrown is
// what the handler panicked with.
func (x *exchange) end(r *http.Request, thrown any) (outcome, int) {
	switch {
	case thrown == http.ErrAbortHandler:
		return aborted, 0
	case thrown != nil:
		return panicked, x.status
	case x.hijacked:
		return hijacked, 0
	case !x.returned: // runtime.Goexit: the server drops the connection
		return aborted, 0
	}
	gone := x.clientGone(r)
	if !gone {
		x.begin(http.StatusOK) // what the server sends for a handler that sent nothing
	}
	switch {
	case x.stream:
		return stream, x.status
	case gone:
		return clientGone, x.status
	case x.status >= 500:
		return serverError, x.status
	case x.status >= 400:
		return clientError, x.status
	}
	return ok, x.status
}

// clientGone reports whether the client went away before it had the answer. One
// that has all that was announced may go: the server notices that too.
func (x *exchange) clientGone(r *http.Request) bool {
	if err := r.Context().Err(); err == nil || !errors.Is(err, context.Canceled) {
		return false
	}
	announced, err := strconv.ParseInt(x.w.Header().Get("Content-Length"), 10, 64)
	return err != nil || x.written < announced
}
