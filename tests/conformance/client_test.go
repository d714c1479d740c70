package conformance

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// seen is what a client got: all bytes, the final statuses, and how many bytes
// of bodies.
type seen struct {
	text  string
	codes tally
	body  int64
}

// add adds an answer.
func (s *seen) add(text string, code int, body int64) {
	if s.codes == nil {
		s.codes = tally{}
	}
	if strings.Contains(text, "multipart/byteranges") {
		text = boundary.ReplaceAllString(text, "(boundary)")
	}
	s.text += text
	if code == 0 {
		s.codes["none"]++
	} else {
		s.codes[strconv.Itoa(code)]++
	}
	s.body += body
}

// boundary is what is random in the answer to a request for several ranges.
var boundary = regexp.MustCompile(`[0-9a-f]{60}`)

// dial connects to the server, as a client that can do as it likes.
func (s *stage) dial() net.Conn {
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// say sends a request of HTTP/1.1 on a connection of its own, and takes all
// that comes until the server closes it. What comes after a blank line in the
// request is its body.
func (s *stage) say(request string) {
	conn := s.dial()
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, header(request)) }() // a refused body is an answer too
	s.hear(conn, request)
}

// header returns the whole text of a request.
func header(request string) string {
	request, body, hasBody := strings.Cut(request, "\n\n")
	line, more, _ := strings.Cut(request, "\n")
	text := line + " HTTP/1.1\nHost: localhost\nConnection: close\n"
	if more != "" {
		text += more + "\n"
	}
	if hasBody {
		text += fmt.Sprintf("Content-Length: %d\n", len(body))
	}
	return strings.ReplaceAll(text+"\n", "\n", "\r\n") + body
}

// hear takes an answer until the server closes the connection.
func (s *stage) hear(conn net.Conn, request string) {
	method, _, _ := strings.Cut(request, " ")
	all, _ := io.ReadAll(conn) // what was there before an error counts
	code, body := read(string(all), method)
	s.seen.add(string(all), code, body)
}

// read returns the final status of an answer, 0 for none, and how many bytes of
// a body there are.
func read(answer, method string) (code int, body int64) {
	from := bufio.NewReader(strings.NewReader(answer))
	for {
		r, err := http.ReadResponse(from, &http.Request{Method: method})
		if err != nil {
			return 0, 0
		}
		if r.StatusCode >= 200 || r.StatusCode == http.StatusSwitchingProtocols {
			n, _ := io.Copy(io.Discard, r.Body) // it may be cut
			return r.StatusCode, n
		}
	}
}

// get asks by net/http's client, which can HTTP/2.
func (s *stage) get(path string) {
	s.ask(s.t.Context(), path, func(body io.Reader) int64 {
		n, _ := io.Copy(io.Discard, body) // it may be cut
		return n
	})
}

// ask asks, takes of the body what it likes, and leaves.
func (s *stage) ask(ctx context.Context, path string, take func(io.Reader) int64) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := s.Client().Do(r)
	if err != nil {
		s.seen.add("no answer", 0, 0)
		return
	}
	defer res.Body.Close()
	var text strings.Builder
	n := take(io.TeeReader(res.Body, &text))
	s.seen.add(fmt.Sprintln(res.Proto, res.Status, res.Header)+text.String(), res.StatusCode, n)
}
