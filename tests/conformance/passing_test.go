package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	chimw "github.com/go-chi/chi/v5/middleware"
)

// passing are the trials of handlers that pass on what they get as they get it,
// and of other middlewares.
var passing = []trial{
	{row: "full duplex, trailers", name: "full duplex", drive: speakAndHear, serve: counted(answerFives),
		want: facts{count: "1", received: "10"}, also: facts{code: "200", sent: "10"}},
	{row: "full duplex, trailers", name: "trailers", request: "GET /",
		serve: counted(tellInTrailers), want: facts{count: "1", code: "200"}, also: facts{sent: "5"}},
	{name: "ReverseProxy: WebSocket", drive: talkWebSocket, serve: proxyFor(echoWebSocket),
		want: facts{count: "1", code: "none|101", timed: "0", outcome: "hijacked"}},
	{name: "ReverseProxy: upstream breaks off", request: "GET /",
		serve: proxyFor(func(w writer, _ request) {
			write(w, "part")
			panic(http.ErrAbortHandler)
		}), want: facts{count: "1", outcome: "aborted"}, also: facts{sent: "4"}},
	{row: "around chi's Recoverer, Timeout, Compress", name: "Recoverer", request: "GET /",
		serve: before(chimw.Recoverer, func(writer, request) { panic("x") }),
		want:  facts{count: "1", code: "500"}},
	{row: "around chi's Recoverer, Timeout, Compress", name: "Timeout", request: "GET /",
		serve: before(chimw.Timeout(time.Millisecond), untilDone),
		want:  facts{count: "1", code: "504"}},
	{row: "around chi's Recoverer, Timeout, Compress", name: "Compress",
		request: "GET /\nAccept-Encoding: gzip",
		serve: before(chimw.Compress(5), func(w writer, _ request) {
			w.Header().Set("Content-Type", "text/plain")
			write(w, strings.Repeat("compressible ", 1000))
		}), want: facts{count: "1", code: "200"}, also: facts{sent: asSeen}},
}

// before puts the middleware outside another one.
func before(other wrapper, h http.HandlerFunc) func(*stage) http.Handler {
	return func(s *stage) http.Handler {
		counted := s.count(other(h))
		return http.HandlerFunc(func(w writer, r request) {
			counted.ServeHTTP(w, chimw.WithLogEntry(r, silent{}))
		})
	}
}

// silent is chi's log, not written.
type silent struct{}

func (silent) Write(int, int, http.Header, time.Duration, any) {}
func (silent) Panic(any, []byte)                               {}

// proxyFor puts the middleware around a proxy.
func proxyFor(upstream http.HandlerFunc) func(*stage) http.Handler {
	return func(s *stage) http.Handler {
		up := httptest.NewServer(upstream)
		s.t.Cleanup(up.Close)
		to, err := url.Parse(up.URL)
		if err != nil {
			s.t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(to)
		proxy.ErrorLog = s.Config.ErrorLog
		proxy.FlushInterval = -1 // at once
		proxy.ModifyResponse = func(r *http.Response) error {
			r.Header["Date"] = nil
			return nil
		}
		return s.count(proxy)
	}
}

func tellInTrailers(w writer, _ request) {
	w.Header().Set("Trailer", "Announced")
	write(w, "hello")
	w.Header().Set("Announced", "1")
	w.Header().Set(http.TrailerPrefix+"Unannounced", "2")
}

// answerFives answers each five bytes before it reads the next.
func answerFives(w writer, r request) {
	if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
		http.Error(w, err.Error(), http.StatusNotImplemented)
		return
	}
	for five := make([]byte, 5); ; {
		if _, err := io.ReadFull(r.Body, five); err != nil {
			return
		}
		write(w, string(five))
	}
}

// speakAndHear sends the second half of a body when it has heard the first.
func speakAndHear(s *stage) {
	conn := s.dial()
	defer conn.Close()
	whole := header("POST /\n\n" + "0123456789")
	_, _ = io.WriteString(conn, whole[:len(whole)-5])
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.seen.add("no answer", 0, 0)
		return
	}
	first := make([]byte, 5)
	_, _ = io.ReadFull(res.Body, first)
	_, _ = io.WriteString(conn, whole[len(whole)-5:])
	rest, _ := io.ReadAll(res.Body)
	text := fmt.Sprintf("%s %s %s", res.Status, first, rest)
	s.seen.add(text, res.StatusCode, int64(len(first)+len(rest)))
}
