package request

import (
	"bytes"
	"fmt"
)

// Steps returns what a client sends over HTTP/1, in the parts that it sends
// later. Whoever expects 100-continue sends the body as a second part.
func (r Request) Steps() [][]byte {
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.%d\r\n", r.Method, r.Target, r.Minor)
	if r.Minor == 1 {
		head.WriteString("Host: server.example\r\n")
	}
	for _, f := range r.Fields() {
		fmt.Fprintf(&head, "%s: %s\r\n", f[0], f[1])
	}
	body := r.Body.Bytes()
	switch r.Body.Framing {
	case NoBody:
		head.WriteString("\r\n")
		return [][]byte{head.Bytes()}
	case Chunked:
		head.WriteString("Transfer-Encoding: chunked\r\n\r\n")
		body = r.Body.chunks()
	case Length:
		fmt.Fprintf(&head, "Content-Length: %d\r\n\r\n", len(body))
	}
	body = body[:max(0, len(body)-r.Body.Missing)]
	held := min(r.Body.Withheld, len(body))
	now, later := body[:len(body)-held], body[len(body)-held:]
	var steps [][]byte
	if r.Expect {
		steps = append(steps, head.Bytes(), now)
	} else {
		steps = append(steps, append(head.Bytes(), now...))
	}
	if held > 0 {
		steps = append(steps, later)
	}
	return steps
}

// chunks returns the body as chunks of at most 1000 bytes.
func (b Body) chunks() []byte {
	var out bytes.Buffer
	for rest := b.Bytes(); len(rest) > 0; {
		n := min(1000, len(rest))
		fmt.Fprintf(&out, "%x\r\n%s\r\n", n, rest[:n])
		rest = rest[n:]
	}
	out.WriteString("0\r\n")
	if b.Trailer != "" {
		out.WriteString("X-Request-Trailer: 1\r\n")
	}
	out.WriteString("\r\n")
	return out.Bytes()
}
