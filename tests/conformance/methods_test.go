package conformance

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/tests/served"
)

// methods are the trials of what a handler can do with its ResponseWriter: it
// answers with that, and the client must get what it gets without a middleware.
var methods = []trial{
	{row: "methods of the ResponseWriter", name: "HTTP/1.1",
		request: "GET /", serve: counted(tellMethods),
		want: facts{count: "1"}},
	{row: "methods of the ResponseWriter", name: "HTTP/2",
		start: http2TLS, drive: func(s *stage) { s.get("/") },
		serve: counted(tellMethods), want: facts{count: "1"}},
	{row: "methods of the ResponseWriter", name: "HTTP/2 without TLS",
		start: http2Clear,
		drive: func(s *stage) { s.get("/") },
		serve: counted(tellMethods), want: facts{count: "1"}},
	{row: "methods around and within TimeoutHandler", name: "around", request: "GET /",
		serve: func(s *stage) http.Handler {
			return s.count(http.TimeoutHandler(http.HandlerFunc(tellMethods), time.Hour, ""))
		}, want: facts{count: "1"}},
	{row: "methods around and within TimeoutHandler", name: "within", request: "GET /",
		serve: func(s *stage) http.Handler {
			return http.TimeoutHandler(s.count(http.HandlerFunc(tellMethods)), time.Hour, "")
		}, want: facts{count: "1"}},
	{row: "ResponseController", name: "HTTP/1.1", request: "GET /", serve: counted(tellControls),
		want: facts{count: "1"}},
	{row: "ResponseController", name: "HTTP/2", start: http2TLS,
		drive: func(s *stage) { s.get("/") },
		serve: counted(tellControls), want: facts{count: "1"}},
	{name: "files go by sendfile", drive: watchFile, serve: sendFile,
		want: facts{count: "1", code: "200"}},
}

func tellMethods(w writer, _ request) { _, _ = fmt.Fprint(w, methodsOf(w)) }

// methodsOf names the optional methods of a ResponseWriter. Unwrap is not among
// them: it is how a wrapper lets http.ResponseController see what is below.
func methodsOf(w http.ResponseWriter) (names []string) {
	for name, has := range map[string]bool{
		"Flush":            is[http.Flusher](w),
		"FlushError":       is[interface{ FlushError() error }](w),
		"CloseNotify":      is[interface{ CloseNotify() <-chan bool }](w),
		"Hijack":           is[http.Hijacker](w),
		"ReadFrom":         is[io.ReaderFrom](w),
		"SetReadDeadline":  is[interface{ SetReadDeadline(time.Time) error }](w),
		"SetWriteDeadline": is[interface{ SetWriteDeadline(time.Time) error }](w),
		"EnableFullDuplex": is[interface{ EnableFullDuplex() error }](w),
		"Push":             is[http.Pusher](w),
		"WriteString":      is[io.StringWriter](w),
	} {
		if has {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func is[T any](w http.ResponseWriter) bool { _, ok := w.(T); return ok }

// tellControls answers with what http.ResponseController can do.
func tellControls(w writer, _ request) {
	c, later := http.NewResponseController(w), time.Now().Add(time.Hour)
	var can []string
	for _, control := range []struct {
		name string
		err  error
	}{
		{"SetReadDeadline", c.SetReadDeadline(later)},
		{"SetWriteDeadline", c.SetWriteDeadline(later)},
		{"EnableFullDuplex", c.EnableFullDuplex()},
		{"Flush", c.Flush()},
	} {
		if !errors.Is(control.err, http.ErrNotSupported) {
			can = append(can, fmt.Sprint(control.name, " ", control.err))
		}
	}
	_, _ = fmt.Fprint(w, strings.Join(can, ", "))
}

// The writers that handlers meet in tests, and with no server at all.
func TestMethodsOfRecorders(t *testing.T) {
	count, _ := startOurs()
	for _, w := range []http.ResponseWriter{httptest.NewRecorder(), served.NewWriter()} {
		var inside []string
		count(http.HandlerFunc(func(w writer, _ request) {
			inside = methodsOf(w)
		})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if want := methodsOf(w); !slices.Equal(inside, want) {
			t.Errorf("%T: %q inside, %q outside", w, inside, want)
		}
	}
}
