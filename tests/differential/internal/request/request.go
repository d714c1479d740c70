package request

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Framing is how the end of a body is told.
type Framing string

// The framings.
const (
	NoBody  Framing = ""
	Length  Framing = "Content-Length"
	Chunked Framing = "chunked"
)

// A Body is the body of a request.
type Body struct {
	Framing  Framing
	Form     string // "" for plain bytes, else a form: urlencoded or multipart
	Size     int    // bytes, where Form is ""
	Missing  int    // bytes at the end that are never sent
	Withheld int    // bytes at the end that are sent later
	Trailer  string // "", "announced" or "unannounced"; HTTP/1 needs chunks for it
}

// A Request is one request.
type Request struct {
	Method, Target string
	Minor          int         // 0 or 1, of HTTP/1
	Header         [][2]string // beside Host, and those of the body
	Body           Body
	Expect         bool // 100-continue
}

// String returns the request as text, on one line.
func (r Request) String() string {
	s := fmt.Sprintf("%s %s HTTP/1.%d", r.Method, r.Target, r.Minor)
	for _, h := range r.Header {
		s += fmt.Sprintf(", %s: %s", h[0], h[1])
	}
	if r.Expect {
		s += ", Expect: 100-continue"
	}
	b := r.Body
	if b.Framing == NoBody {
		return s
	}
	s += fmt.Sprintf(", body of %d bytes by %s", len(b.Bytes()), b.Framing)
	if b.Form != "" {
		s += ", " + b.Form
	}
	if b.Missing > 0 {
		s += fmt.Sprintf(", %d missing", b.Missing)
	}
	if b.Withheld > 0 {
		s += fmt.Sprintf(", %d withheld", b.Withheld)
	}
	if b.Trailer != "" {
		s += ", trailer " + b.Trailer
	}
	return s
}

// HasBody reports whether the request has a body.
func (r Request) HasBody() bool {
	return r.Body.Framing == Chunked || r.Body.Framing == Length && len(r.Body.Bytes()) > 0
}

const (
	boundary  = "0123456789abcdef"
	multipart = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" +
		"--" + boundary + "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n\r\n"
)

// Bytes returns the body as the handler would read it.
func (b Body) Bytes() []byte {
	switch b.Form {
	case "urlencoded":
		return []byte("a=1&b=2")
	case "multipart":
		return []byte(multipart + strings.Repeat("f", 5000) + "\r\n--" + boundary + "--\r\n")
	}
	const letters = "abcdefghijklmnopqrstuvwxyz"
	return bytes.Repeat([]byte(letters), b.Size/len(letters)+1)[:b.Size]
}

// Fields returns the headers, with those of the body but its length.
func (r Request) Fields() (all [][2]string) {
	all = append(all, r.Header...)
	switch r.Body.Form {
	case "urlencoded":
		all = append(all, [2]string{"Content-Type", "application/x-www-form-urlencoded"})
	case "multipart":
		all = append(all, [2]string{"Content-Type", "multipart/form-data; boundary=" + boundary})
	}
	if r.Expect {
		all = append(all, [2]string{"Expect", "100-continue"})
	}
	if r.Body.Trailer == "announced" {
		all = append(all, [2]string{"Trailer", "X-Request-Trailer"})
	}
	return all
}

// Smaller returns requests that are simpler in one way.
func (r Request) Smaller() (all []Request) {
	try := func(change func(*Request)) {
		s := r
		s.Header = slices.Clone(r.Header)
		change(&s)
		if s.String() != r.String() {
			all = append(all, s)
		}
	}
	try(func(s *Request) { s.Body = Body{}; s.Expect = false })
	try(func(s *Request) { s.Method = "GET" })
	try(func(s *Request) { s.Minor = 1 })
	try(func(s *Request) { s.Expect = false })
	try(func(s *Request) { s.Body.Trailer = "" })
	try(func(s *Request) { s.Body.Missing = 0 })
	try(func(s *Request) { s.Body.Withheld = 0 })
	try(func(s *Request) { s.Body.Form = "" })
	try(func(s *Request) {
		s.Body.Size, s.Body.Missing = min(s.Body.Size, 10), min(s.Body.Missing, 5)
	})
	if r.Body.Framing == Chunked && r.Body.Trailer == "" {
		try(func(s *Request) { s.Body.Framing = Length })
	}
	for i := range r.Header {
		try(func(s *Request) { s.Header = slices.Delete(s.Header, i, i+1) })
	}
	return all
}

// Size returns how many bytes the body has.
func (r Request) Size() int {
	if !r.HasBody() {
		return 0
	}
	return len(r.Body.Bytes())
}
