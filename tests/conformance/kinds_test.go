package conformance

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
)

// A kind is one of the requests of the storm: what the client sends and sees,
// and what has to be recorded of it.
type kind struct {
	request string // as of trial; or HTTP/2 path
	send    func(s *stage, k kind) error
	saw     string // the final status that the client gets, "none" for none
	code    string // the same, or "none" where the server does not know it
	outcome string
	route   string
	in, out int64
	untimed bool
}

const hundredKB = 100 << 10

var upload = "POST /upload\n\n" + strings.Repeat("x", hundredKB)

// kinds are what the storm is made of.
var kinds = []kind{
	{"GET /users/17", sayIt, "200", "200", "ok", user, 0, 4, false},
	{"HEAD /users/17", sayIt, "405", "405", "client_error", unmatched, 0, 0, false},
	{"JUNK /users/17", sayIt, "405", "405", "client_error", unmatched, 0, 0, false},
	{"GET /junk", sayIt, "404", "404", "client_error", unmatched, 0, 19, false},
	{"GET /fail", sayIt, "500", "500", "server_error", "/fail", 0, 2, false},
	{"GET /hints", sayIt, "404", "404", "client_error", "/hints", 0, 0, false},
	{"GET /stray", sayIt, "404", "404", "client_error", "/stray", 0, 0, false},
	{"GET /late", sayIt, "503", "503", "server_error", "/late", 0, 4, false},
	{"GET /panic", sayIt, "none", "none", "panic", "/panic", 0, 0, false},
	{"GET /panic/amid", sayIt, "200", "200", "panic", "/panic/amid", 0, 1, false},
	{"GET /panic/amid?not", sayIt, "200", "200", "ok", "/panic/amid", 0, 1, false},
	{"GET /abort", sayIt, "none", "none", "aborted", "/abort", 0, 0, false},
	{"GET /hijack", sayIt, "418", "none", "hijacked", "/hijack", 0, 0, true},
	{"/websocket", sayWebSocket, "101", "none", "hijacked", "/websocket", 0, 0, true},
	{"GET /stream", sayIt, "200", "200", "stream", "/stream", 0, 18, true},
	{upload, sayIt, "200", "200", "ok", "/upload", hundredKB, 6, false},
	{"GET /download", sayIt, "200", "200", "ok", "/download", 0, hundredKB, false},
	{"GET /wait", goBefore, "none", "none", "client_closed", "/wait", 0, 0, false},
	{"GET /wait/amid", goAmid, "200", "200", "client_closed", "/wait/amid", 0, 4, false},
	{"/users/17", getIt, "200", "200", "ok", user, 0, 4, false},
	{"/panic", getIt, "none", "none", "panic", "/panic", 0, 0, false},
	{"/wait/amid", resetIt, "200", "200", "client_closed", "/wait/amid", 0, 4, false},
}

// method is what the method of k is recorded as.
func (k kind) method() string {
	method, _, ok := strings.Cut(k.request, " ")
	switch {
	case !ok:
		return http.MethodGet
	case method == "JUNK":
		return "_OTHER"
	}
	return method
}

// stormed is the application of the storm.
func stormed(s *stage) http.Handler {
	wait := func(_ writer, r request) { <-r.Context().Done() }
	return inRouter(func(r chi.Router) {
		users(r)
		r.Get("/fail", status(500, "no"))
		r.Get("/hints", func(w writer, _ request) {
			w.WriteHeader(103)
			w.WriteHeader(404)
		})
		r.Get("/stray", func(w writer, _ request) {
			w.WriteHeader(404)
			w.WriteHeader(500)
		})
		late := http.TimeoutHandler(untilGivenUp, time.Millisecond, "late")
		r.Method(http.MethodGet, "/late", late)
		r.Get("/panic", func(writer, request) { panic("x") })
		r.Get("/panic/amid", func(w writer, r request) {
			if write(w, "x"); r.URL.RawQuery != "not" {
				panic("x")
			}
		})
		r.Get("/abort", func(writer, request) { panic(http.ErrAbortHandler) })
		r.Get("/hijack", hijack)
		r.Get("/websocket", echoWebSocket)
		r.Get("/stream", stream)
		r.Post("/upload", swallow)
		r.Get("/download", func(w writer, _ request) {
			_, _ = io.Copy(w, io.LimitReader(zeros{}, hundredKB))
		})
		r.Get("/wait", wait)
		r.Get("/wait/amid", func(w writer, r request) {
			write(w, "part")
			wait(w, r)
		})
	})(s)
}
