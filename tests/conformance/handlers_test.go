package conformance

import (
	"io"
	"net/http"
)

// What handlers do, in the words of the trials.

type (
	writer  = http.ResponseWriter
	request = *http.Request
)

// status answers with a status and, if there is one, a body.
func status(code int, body ...string) http.HandlerFunc {
	return func(w writer, _ request) {
		w.WriteHeader(code)
		for _, b := range body {
			_, _ = io.WriteString(w, b) // the client may be gone
		}
	}
}

// counted puts the middleware around a handler.
func counted(h func(w writer, r request)) func(*stage) http.Handler {
	return func(s *stage) http.Handler { return s.count(http.HandlerFunc(h)) }
}

// staged is counted, for a handler that its client waits for.
func staged(h func(s *stage, w writer, r request)) func(*stage) http.Handler {
	return func(s *stage) http.Handler {
		return s.count(http.HandlerFunc(func(w writer, r request) { h(s, w, r) }))
	}
}

// write sends a text now.
func write(w writer, text string) {
	_, _ = io.WriteString(w, text) // the client may be gone
	_ = http.NewResponseController(w).Flush()
}

// outlast signals the client, and returns when it has gone.
func (s *stage) outlast(r request) {
	s.inside <- struct{}{}
	<-r.Context().Done()
}
