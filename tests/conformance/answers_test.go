package conformance

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"time"
)

// answers are the trials of ordinary ends, and of statuses that are not what
// the last WriteHeader said.
var answers = []trial{
	{name: "200, 404, 500", drive: threeAnswers, serve: counted(asAsked),
		want: facts{count: "3", code: "200, 404, 500"}, also: facts{sent: "15", timed: "3"}},
	{row: "200 over HTTP/2", name: "TLS",
		start: http2TLS,
		drive: func(s *stage) { s.get("/") }, serve: counted(status(200, "hello")),
		want: facts{count: "1", code: "200"}, also: facts{sent: "5", timed: "1"}},
	{row: "200 over HTTP/2", name: "no TLS",
		start: http2Clear,
		drive: func(s *stage) { s.get("/") }, serve: counted(status(200, "hello")),
		want: facts{count: "1", code: "200"}, also: facts{sent: "5", timed: "1"}},
	{name: "in flight while served", drive: lookMeanwhile,
		serve: staged(func(s *stage, w writer, _ request) {
			write(w, "x")
			s.inside <- struct{}{}
			<-s.proceed
		}),
		want: facts{count: "1", meantime: "1"}},
	{name: "103, then 404", request: "GET /", serve: counted(func(w writer, _ request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(404)
	}), want: facts{count: "1", code: "404"}},
	{name: "404, then a stray WriteHeader(500)", request: "GET /",
		serve: counted(func(w writer, _ request) {
			http.Error(w, "no", 404)
			w.WriteHeader(500)
		}), want: facts{count: "1", code: "404"}},
	{name: "HEAD, answered with a body", request: "HEAD /", serve: counted(status(200, "hello")),
		want: facts{count: "1", sent: "0"}, also: facts{code: "200"}},
	{name: "204 and 304, then a stray body", drive: emptyAnswers,
		serve: counted(asAsked), want: facts{count: "2", code: "204, 304"}, also: facts{sent: "0"}},
	{name: "ServeContent: a range, two, one too far", drive: ranges,
		serve: counted(func(w writer, r request) {
			http.ServeContent(w, r, "x.txt", time.Time{}, bytes.NewReader(make([]byte, 100)))
		}),
		want: facts{count: "3", code: "206 x2, 416"}, also: facts{sent: asSeen}},
	{row: "around and within TimeoutHandler", name: "around, too late", request: "GET /",
		serve: func(s *stage) http.Handler {
			return s.count(http.TimeoutHandler(untilGivenUp, time.Millisecond, "late"))
		},
		want: facts{count: "1", code: "503"}, also: facts{sent: "4", timed: "1"}},
	{row: "around and within TimeoutHandler", name: "within, in time", request: "GET /",
		serve: func(s *stage) http.Handler {
			return http.TimeoutHandler(s.count(status(404, "no")), time.Hour, "late")
		},
		want: facts{count: "1", code: "404"}, also: facts{sent: "2", timed: "1"}},
	{row: "around and within TimeoutHandler", name: "within, too late", drive: func(s *stage) {
		s.say("GET /")
		<-s.inside
	}, serve: func(s *stage) http.Handler {
		within := s.count(http.HandlerFunc(func(w writer, r request) {
			s.inside <- struct{}{}
			<-r.Context().Done()
		}))
		return http.TimeoutHandler(within, time.Millisecond, "late")
	}, want: facts{count: "1"}, also: facts{timed: "1"}},
}

// asAsked answers with the status that is the path, and five bytes.
func asAsked(w writer, r request) {
	code, _ := strconv.Atoi(r.URL.Path[1:])
	status(code, "hello")(w, r)
}

func threeAnswers(s *stage) {
	for _, path := range []string{"/200", "/404", "/500"} {
		s.say("GET " + path)
	}
}

func emptyAnswers(s *stage) {
	s.say("GET /204")
	s.say("GET /304")
}

// untilDone returns when the request's context ends.
var untilDone = http.HandlerFunc(func(_ writer, r request) { <-r.Context().Done() })

// untilGivenUp returns after http.TimeoutHandler has given up. Where a handler
// returns at the moment its time is over, TimeoutHandler answers 200 or 503 by chance.
var untilGivenUp = http.HandlerFunc(func(w writer, r request) {
	<-r.Context().Done()
	for {
		if _, err := w.Write(nil); errors.Is(err, http.ErrHandlerTimeout) {
			return
		}
		runtime.Gosched()
	}
})

func ranges(s *stage) {
	s.say("GET /\nRange: bytes=10-19")
	s.say("GET /\nRange: bytes=0-4,10-14")
	s.say("GET /\nRange: bytes=1000-")
}

// lookMeanwhile reads what is recorded while a request is served.
func lookMeanwhile(s *stage) {
	conn := s.dial()
	defer conn.Close()
	_, _ = io.WriteString(conn, header("GET /"))
	<-s.inside
	if n, ok := s.recorded()[flight]; ok {
		s.noted[meantime] = n
	}
	s.proceed <- struct{}{}
	s.hear(conn, "GET /")
}
