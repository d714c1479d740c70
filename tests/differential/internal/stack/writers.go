package stack

import (
	"net/http"

	chimw "github.com/go-chi/chi/v5/middleware"
)

// plain is a ResponseWriter as many a middleware makes it: what is optional is
// lost.
type plain struct{ http.ResponseWriter }

// unwrapping is one that http.ResponseController sees through.
type unwrapping struct{ http.ResponseWriter }

func (u unwrapping) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// flushing is one that passes Flush on.
type flushing struct{ http.ResponseWriter }

func (f flushing) Flush() { _ = http.NewResponseController(f.ResponseWriter).Flush() }

// errorFlusher is one that tells when it cannot flush.
type errorFlusher struct{ http.ResponseWriter }

func (f errorFlusher) FlushError() error {
	return http.NewResponseController(f.ResponseWriter).Flush()
}

// recording is one of a logger: it notes the status.
type recording struct {
	http.ResponseWriter
	status int
}

func (w *recording) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}

func (w *recording) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

func (w *recording) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func wrapWriter(k Kind, w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	switch {
	case k == Unwrapping, k == Recording && !canFlush(w):
		return unwrapping{w}
	case k == Plain, k == Flushing && !canFlush(w):
		return plain{w}
	case k == Flushing:
		return flushing{w}
	case k == Recording:
		return &recording{w, 0}
	case k == ErrorFlusher:
		return errorFlusher{w}
	case k == ChiWriter:
		return chimw.NewWrapResponseWriter(w, r.ProtoMajor)
	}
	return w
}

// canFlush reports whether http.ResponseController finds a Flush: a Flush that
// does nothing would deceive whoever calls it.
func canFlush(w http.ResponseWriter) bool {
	for {
		switch v := w.(type) {
		case http.Flusher:
			return true
		case errorFlusher:
			w = v.ResponseWriter
		case interface{ Unwrap() http.ResponseWriter }:
			w = v.Unwrap()
		default:
			return false
		}
	}
}

// hides reports whether a layer keeps those within from finding the
// ResponseWriter that it was given.
func (l Layer) hides() bool {
	switch l.Kind {
	case Plain, Flushing, ErrorFlusher, Timeout:
		return true
	}
	return false
}
