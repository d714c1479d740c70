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

// flushing is one that passes Flush on, if there is one.
type flushing struct{ http.ResponseWriter }

func (f flushing) Flush() {
	if g, ok := f.ResponseWriter.(http.Flusher); ok {
		g.Flush()
	}
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
	switch k {
	case Plain:
		return plain{w}
	case Unwrapping:
		return unwrapping{w}
	case Flushing:
		return flushing{w}
	case Recording:
		return &recording{w, 0}
	case ChiWriter:
		return chimw.NewWrapResponseWriter(w, r.ProtoMajor)
	}
	return w
}

// hides reports whether a layer keeps those within from finding the
// ResponseWriter that it was given.
func (l Layer) hides() bool {
	return l.Kind == Plain || l.Kind == Flushing || l.Kind == Timeout
}
