package conformance

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
)

// statuses are the trials of statuses that are not sent when they are set, and of
// endings that look like others.
var statuses = []trial{
	{name: "a copy that fails at once, then 502", request: "GET /",
		serve: counted(func(w writer, _ request) {
			if _, err := io.Copy(w, failing{}); err != nil {
				http.Error(w, "", http.StatusBadGateway)
			}
		}), want: facts{count: "1", code: "502"}},
	{name: "a copy of nothing, then 404", request: "GET /",
		serve: counted(func(w writer, _ request) {
			_, _ = io.Copy(w, strings.NewReader(""))
			w.WriteHeader(http.StatusNotFound)
		}), want: facts{count: "1", code: "404"}},
	{name: "panic after a byte that is not flushed", request: "GET /",
		serve: counted(func(w writer, _ request) {
			_, _ = io.WriteString(w, "x")
			panic("x")
		}), want: facts{count: "1", code: "none", outcome: "panic"}},
	{name: "less than Content-Length announced", request: "GET /",
		serve: counted(func(w writer, _ request) {
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "short")
		}), want: facts{count: "1", outcome: "aborted"}},
	{name: "an event stream that is refused with 401", request: "GET /",
		serve: counted(func(w writer, _ request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusUnauthorized)
		}), want: facts{count: "1", code: "401", timed: "1", outcome: "client_error"}},
	{name: "gRPC: Grpc-Status 14 in a trailer", start: http2Clear,
		drive: func(s *stage) { s.ask(s.t.Context(), "/", readAll) },
		serve: counted(func(w writer, _ request) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set(http.TrailerPrefix+"Grpc-Status", "14")
			_, _ = io.WriteString(w, "x")
		}), want: facts{count: "1", outcome: "server_error"}},
	{name: "a read deadline passes while the handler waits", request: "GET /",
		serve: counted(func(w writer, r request) {
			if http.NewResponseController(w).SetReadDeadline(time.Now()) == nil {
				<-r.Context().Done()
			}
		}), want: facts{count: "1", code: "200", outcome: "ok"}},
	{name: "the base context ends, with a cause", request: "GET /", start: stopped,
		serve: counted(func(w writer, r request) { <-r.Context().Done() }),
		want:  facts{count: "1", code: "200", outcome: "ok"}},
	{name: "trailers of a chunked request that were not announced",
		drive: func(s *stage) { s.exchangeRaw(chunkedWithTrailer) },
		serve: counted(func(w writer, r request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, r.Trailer.Get("X-Sum"))
		}), want: facts{count: "1", answer: "same"}},
	{name: "a batch handler that serves requests of its own",
		request: "GET /batch", serve: batch,
		want: facts{route: "/batch, /items/{id} x2"}, also: facts{count: "3"}},
	{name: "chi: 401 before the router", request: "GET /users/17",
		serve: inRouter(func(r chi.Router) {
			r.Use(func(http.Handler) http.Handler { return status(http.StatusUnauthorized) })
			users(r)
		}), want: facts{count: "1", code: "401", route: user}},
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("failing") }

func readAll(body io.Reader) int64 {
	n, _ := io.Copy(io.Discard, body)
	return n
}

// stopped has the server's base context end soon, with a cause.
func stopped(s *stage) {
	s.Config.BaseContext = func(net.Listener) context.Context {
		ctx, stop := context.WithCancelCause(s.t.Context())
		time.AfterFunc(50*time.Millisecond, func() { stop(errors.New("stopping")) })
		return ctx
	}
	s.Start()
}

const chunkedWithTrailer = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
	"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 7\r\n\r\n"

// exchangeRaw sends a text on a connection of its own, and takes all that comes back.
func (s *stage) exchangeRaw(text string) {
	conn := s.dial()
	defer conn.Close()
	_, _ = io.WriteString(conn, text)
	s.hear(conn, "POST /")
}

// batch serves two requests of its own, with the context of the one that it serves.
func batch(s *stage) http.Handler {
	r := chi.NewRouter()
	r.Use(s.count)
	r.Get("/items/{id}", status(http.StatusOK))
	r.Get("/batch", func(_ writer, req request) {
		for range 2 {
			ctx := context.WithValue(req.Context(), chi.RouteCtxKey, nil)
			r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/items/1", nil))
		}
	})
	return r
}
