package middleware

import (
	"context"
	"net/http"
	"strings"
)

// An outcome is how a request ended. Every finished request has exactly one.
type outcome uint8

const (
	ok outcome = iota
	clientError
	serverError
	panicked
	aborted
	clientClosed
	hijacked
	stream
	numOutcomes
)

func (o outcome) String() string {
	return [numOutcomes]string{
		"ok", "client_error", "server_error", "panic", "aborted", "client_closed", "hijacked", "stream",
	}[o]
}

// timed reports whether the duration of such a request says something about the
// handler: a hijacked connection and a stream last as long as the client likes.
func (o outcome) timed() bool { return o != hijacked && o != stream }

// An ending is how a handler ended.
type ending uint8

const (
	endReturn ending = iota
	endPanic         // with anything but http.ErrAbortHandler
	endAbort         // panicked with http.ErrAbortHandler
	endGoexit        // ended its goroutine: the server drops the connection
)

// outcome returns how the request ended, the first that fits, and the status that
// the client was sent, 0 for none.
func (x *responseWriter) outcome(e ending) (outcome, int) {
	switch {
	case e == endPanic && x.onTheWire() && !(x.lateHeader && x.clientLeft()):
		return panicked, x.status
	case e == endPanic:
		return panicked, 0
	case x.hijacked.Load():
		return hijacked, 0
	}
	left := x.clientLeft()
	status := x.status
	if e != endReturn || left && x.lateHeader {
		status = 0
	}
	switch {
	case x.isStream() && x.lasted(e, left):
		return stream, status
	case left && !x.complete():
		return clientClosed, status
	case e != endReturn || x.cutShort():
		return aborted, status
	case x.status >= 500:
		return serverError, status
	case x.status >= 400:
		return clientError, status
	}
	return x.grpcOutcome(), status
}

// What lies in a handler's buffer is lost when it panics.
const (
	http1Buffer = 2048 // net/http's bufferBeforeChunkingSize
	http2Buffer = 4096 // handlerChunkWriteSize of its HTTP/2
)

// onTheWire reports whether a status that the handler set before it panicked was
// sent: net/http closes the connection, or the stream, after a panic.
func (x *responseWriter) onTheWire() bool {
	buffer := int64(http1Buffer)
	if x.request.ProtoMajor >= 2 {
		buffer = http2Buffer
	}
	return x.flushed || x.written > buffer && !leadsToTimeout(x.w)
}

// clientLeft reports whether the client went away while the handler ran. net/http
// cancels the request's context without a cause then; and also when a read
// deadline passes, which is not the client's doing. A base context that the program
// cancels without a cause cannot be told apart.
func (x *responseWriter) clientLeft() bool {
	ctx := x.request.Context()
	return ctx.Err() != nil && context.Cause(ctx) == context.Canceled && !x.readDeadlinePassed()
}

// readDeadlinePassed reports whether a read deadline passed that was set through the
// ResponseWriter, or whether the body could not be read in time: the server's
// ReadTimeout passed. net/http cancels the context for any error of a read.
func (x *responseWriter) readDeadlinePassed() bool {
	x.checkReadDeadline()
	return x.readDeadline.Load() == passed || x.body != nil && x.body.timedOut.Load()
}

// hasNoBody reports whether the response is a header alone.
func (x *responseWriter) hasNoBody() bool {
	return x.request.Method == http.MethodHead || x.status == http.StatusSwitchingProtocols ||
		x.status == http.StatusNoContent || x.status == http.StatusNotModified
}

// complete reports whether the client has all that was announced, though the
// handler may go on. A response without Content-Length ends with the handler.
func (x *responseWriter) complete() bool {
	switch {
	case x.lateHeader:
		return false
	case x.hasNoBody(): // in HTTP/1 the header waits in the connection's buffer
		return x.flushed || x.request.ProtoMajor >= 2 && x.onTheWire()
	}
	return x.announced >= 0 && x.written >= x.announced
}

// cutShort reports whether the body is shorter than Content-Length announced: the
// server closes the connection, and the client sees an error.
func (x *responseWriter) cutShort() bool { return x.written < x.announced && !x.hasNoBody() }

// lasted reports whether a stream was one to its end: until its handler returned, or
// until the client left that was listening.
func (x *responseWriter) lasted(e ending, left bool) bool {
	if e == endReturn {
		return !(left && x.lateHeader)
	}
	return left && !x.lateHeader && x.onTheWire()
}

// isStream reports whether the response lasts as long as the client listens: an
// event stream, a CONNECT tunnel, or what Options.Stream names. One that was refused
// is none.
func (x *responseWriter) isStream() bool {
	return x.stream && x.status >= 200 && x.status < 300
}

// mediaTypeIs reports whether a Content-Type is that media type, or begins with it
// where it ends with an asterisk.
func mediaTypeIs(contentType, mediaType string) bool {
	prefix, wildcard := strings.CutSuffix(mediaType, "*")
	if len(contentType) < len(prefix) || !strings.EqualFold(contentType[:len(prefix)], prefix) {
		return false
	}
	rest := contentType[len(prefix):]
	return wildcard || rest == "" || rest[0] == ';' || rest[0] == ' '
}

// A grpcHeader is what the header of a response says of gRPC.
type grpcHeader struct {
	status    string // Grpc-Status
	announced bool   // Grpc-Status is announced as a trailer
	trailers  bool   // there are trailers already
}

func newGRPCHeader(header http.Header) *grpcHeader {
	g := &grpcHeader{
		status:   header.Get("Grpc-Status"),
		trailers: len(header["Trailer"]) > 0 || header.Get("Transfer-Encoding") == "chunked",
	}
	for _, v := range header["Trailer"] {
		for name := range strings.SplitSeq(v, ",") {
			g.announced = g.announced || strings.EqualFold(strings.TrimSpace(name), "Grpc-Status")
		}
	}
	for name := range header {
		g.trailers = g.trailers || strings.HasPrefix(name, http.TrailerPrefix)
	}
	return g
}

// grpcOutcome returns the outcome of a response with a status below 400: gRPC says
// in Grpc-Status, a trailer or, without a body, a header, how the call ended.
// Source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html
func (x *responseWriter) grpcOutcome() outcome {
	if x.grpc == nil {
		return ok
	}
	code := x.grpc.status
	if code == "" && x.sendsTrailers() {
		header := x.w.Header()
		if code = header.Get(http.TrailerPrefix + "Grpc-Status"); code == "" && x.grpc.announced {
			code = header.Get("Grpc-Status")
		}
	}
	switch code {
	case "", "0":
		return ok
	case "2", "4", "8", "12", "13", "14", "15": // unknown, deadline exceeded, resource exhausted,
		return serverError // unimplemented, internal, unavailable, data loss
	}
	return clientError
}

// sendsTrailers reports whether the response has trailers, if there are any: in HTTP/1
// only one with chunked encoding has.
func (x *responseWriter) sendsTrailers() bool {
	r := x.request
	if r.Method == http.MethodHead || r.ProtoMajor >= 2 {
		return r.Method != http.MethodHead
	}
	return r.ProtoAtLeast(1, 1) && x.announced < 0 && (x.grpc.trailers || x.onTheWire())
}
