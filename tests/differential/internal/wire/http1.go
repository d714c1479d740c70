package wire

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// Parse reads the answers to requests with these methods out of the bytes that
// a server sent over HTTP/1. After an answer that is not complete there are no
// more. ended tells whether the server has closed the connection.
func Parse(sent []byte, methods []string, ended bool) (all []*Response) {
	p := &parser{rest: sent, ended: ended}
	for _, method := range methods {
		r := p.response(method)
		if r == nil {
			break
		}
		all = append(all, r)
		if !r.Complete {
			break
		}
	}
	if len(all) > 0 {
		all[len(all)-1].Excess = len(p.rest)
	}
	return all
}

type parser struct {
	rest     []byte
	position int
	ended    bool
}

func (p *parser) take(n int) []byte {
	taken := p.rest[:n]
	p.rest, p.position = p.rest[n:], p.position+n
	return taken
}

// response reads one answer. It returns nil where not even a status has come.
func (p *parser) response(method string) *Response {
	r := &Response{Announced: -1}
	for {
		status, header, ok := p.head()
		if !ok {
			if len(r.Informational) > 0 {
				return r
			}
			return nil
		}
		if status >= 200 || status == http.StatusSwitchingProtocols {
			r.Status, r.Header, r.HeaderEnd = status, header, p.position
			break
		}
		r.Informational = append(r.Informational, status)
	}
	p.body(r, method)
	return r
}

// head reads a status line and a header.
func (p *parser) head() (status int, header http.Header, ok bool) {
	head, _, ok := bytes.Cut(p.rest, []byte("\r\n\r\n"))
	if !ok {
		return 0, nil, false
	}
	lines := strings.Split(string(head), "\r\n")
	version, rest, _ := strings.Cut(lines[0], " ")
	code, _, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if err != nil || !strings.HasPrefix(version, "HTTP/1.") {
		return 0, nil, false
	}
	p.take(len(head) + 4)
	return status, fields(lines[1:]), true
}

func fields(lines []string) http.Header {
	h := http.Header{}
	for _, line := range lines {
		key, value, _ := strings.Cut(line, ":")
		h.Add(key, strings.TrimSpace(value))
	}
	return h
}

func (p *parser) body(r *Response, method string) {
	r.Announced = announced(r.Header)
	switch {
	case NoBody(method, r.Status):
		r.Complete = true
	case strings.EqualFold(r.Header.Get("Transfer-Encoding"), "chunked"):
		r.Announced = -1
		p.chunks(r)
	case r.Announced >= 0:
		r.Body = min(r.Announced, int64(len(p.rest)))
		p.take(int(r.Body))
		r.Complete = r.Body == r.Announced
	default: // until the end of the connection
		r.Body = int64(len(p.rest))
		p.take(len(p.rest))
		r.Complete = p.ended
	}
}

// chunks reads a chunked body and its trailer.
func (p *parser) chunks(r *Response) {
	for {
		line, _, ok := bytes.Cut(p.rest, []byte("\r\n"))
		if !ok {
			return
		}
		n, err := strconv.ParseInt(string(line), 16, 32)
		if err != nil {
			return
		}
		p.take(len(line) + 2)
		if n == 0 {
			break
		}
		got := min(int(n), len(p.rest))
		r.Body += int64(got)
		p.take(got)
		if len(p.rest) < 2 {
			return
		}
		p.take(2)
	}
	if bytes.HasPrefix(p.rest, []byte("\r\n")) {
		p.take(2)
		r.Complete = true
		return
	}
	trailer, _, ok := bytes.Cut(p.rest, []byte("\r\n\r\n"))
	if !ok {
		return
	}
	r.Trailer = fields(strings.Split(string(trailer), "\r\n"))
	p.take(len(trailer) + 4)
	r.Complete = true
}
