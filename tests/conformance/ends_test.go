package conformance

import (
	"bufio"
	"context"
	"io"
	"net/http"

	"github.com/coder/websocket"
)

// ends are the trials of requests that do not end with a plain answer.
var ends = []trial{
	{name: "panic before the first byte", request: "GET /",
		serve: counted(func(writer, request) { panic("x") }),
		want:  facts{count: "1", code: "none", outcome: "panic"}},
	{name: "panic after the first byte", request: "GET /",
		serve: counted(func(w writer, _ request) {
			write(w, "x")
			panic("x")
		}),
		want: facts{count: "1", code: "200", outcome: "panic"}, also: facts{sent: "1"}},
	{name: "panic with http.ErrAbortHandler", request: "GET /",
		serve: counted(func(writer, request) { panic(http.ErrAbortHandler) }),
		want:  facts{count: "1", code: "none", outcome: "aborted"}},
	{name: "hijack, answered by hand with 418", request: "GET /",
		serve: counted(hijack),
		want:  facts{count: "1", code: "none|418", timed: "0", outcome: "hijacked"}},
	{name: "WebSocket", drive: talkWebSocket, serve: counted(echoWebSocket),
		want: facts{count: "1", code: "none|101", timed: "0", outcome: "hijacked"}},
	{name: "server-sent events", request: "GET /", serve: counted(stream),
		want: facts{count: "1", code: "200", timed: "0", outcome: "stream"}},
	{row: "client gone before and amid the answer", name: "before",
		drive: leaveBefore,
		serve: staged(func(s *stage, _ writer, r request) { s.outlast(r) }),
		want:  facts{count: "1", outcome: "client_closed"}, also: facts{sent: "0"}},
	{row: "client gone before and amid the answer", name: "amid",
		drive: leaveAmid, serve: staged(partOfIt),
		want: facts{count: "1", code: "200", outcome: "client_closed"}, also: facts{sent: "4"}},
	{row: "HTTP/2 reset amid the answer", name: "TLS", start: http2TLS, drive: reset,
		serve: staged(partOfIt),
		want:  facts{count: "1", code: "200", outcome: "client_closed"}, also: facts{sent: "4"}},
	{row: "HTTP/2 reset amid the answer", name: "no TLS", start: http2Clear, drive: reset,
		serve: staged(partOfIt),
		want:  facts{count: "1", code: "200", outcome: "client_closed"}, also: facts{sent: "4"}},
}

func hijack(w writer, _ request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 418 I'm a teapot\r\n\r\n")
}

func partOfIt(s *stage, w writer, r request) {
	write(w, "part")
	s.outlast(r)
}

func stream(w writer, _ request) {
	w.Header().Set("Content-Type", "text/event-stream")
	write(w, "data: x\n\n")
	write(w, "data: y\n\n")
}

func leaveBefore(s *stage) {
	conn := s.dial()
	_, _ = io.WriteString(conn, header("GET /"))
	<-s.inside
	_ = conn.Close()
}

// leaveAmid leaves when it has seen the header and four bytes of the body.
func leaveAmid(s *stage) {
	conn := s.dial()
	_, _ = io.WriteString(conn, header("GET /"))
	if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
		s.seen.add("no answer", 0, 0)
	} else {
		n, _ := io.CopyN(io.Discard, res.Body, 4)
		s.seen.add("the first bytes", res.StatusCode, n)
	}
	<-s.inside
	_ = conn.Close()
}

// reset leaves alike, but keeps the connection.
func reset(s *stage) {
	s.ask(s.t.Context(), "/", func(body io.Reader) int64 {
		n, _ := io.CopyN(io.Discard, body, 4)
		<-s.inside
		return n
	})
}

func echoWebSocket(w writer, r request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = c.CloseNow() }()
	kind, message, err := c.Read(r.Context())
	if err == nil {
		_ = c.Write(r.Context(), kind, message)
	}
	_, _, _ = c.Read(r.Context()) // until the client closes it
}

func talkWebSocket(s *stage) {
	message, err := exchange(s.t.Context(), s.URL)
	if err != nil {
		message = err.Error()
	}
	s.seen.add(message, 101, 0)
}

// exchange sends a message by WebSocket and returns what comes back.
func exchange(ctx context.Context, url string) (string, error) {
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return "no connection", nil
	}
	defer func() { _ = c.CloseNow() }()
	if err := c.Write(ctx, websocket.MessageText, []byte("hello")); err != nil {
		return "", err
	}
	_, message, err := c.Read(ctx)
	if err == nil {
		err = c.Close(websocket.StatusNormalClosure, "")
	}
	return string(message), err
}
