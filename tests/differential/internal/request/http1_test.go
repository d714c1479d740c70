package request

import (
	"fmt"
	"testing"
)

func TestSteps(t *testing.T) {
	post := Request{Method: "POST", Target: "/", Minor: 1}
	with := func(b Body, expect bool) Request {
		r := post
		r.Body, r.Expect = b, expect
		return r
	}
	for _, test := range []struct {
		request Request
		want    string
	}{
		{Request{Method: "GET", Target: "/a", Header: [][2]string{{"Connection", "close"}}},
			`["GET /a HTTP/1.0\r\nConnection: close\r\n\r\n"]`},
		{with(Body{Framing: Length, Size: 4, Withheld: 1}, false),
			`["POST / HTTP/1.1\r\nHost: server.example\r\nContent-Length: 4\r\n\r\nabc" "d"]`},
		{with(Body{Framing: Length, Size: 4, Missing: 1}, true),
			`["POST / HTTP/1.1\r\nHost: server.example\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n" "abc"]`},
		{with(Body{Framing: Chunked, Size: 2, Trailer: "unannounced"}, false),
			`["POST / HTTP/1.1\r\nHost: server.example\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Request-Trailer: 1\r\n\r\n"]`},
	} {
		if got := fmt.Sprintf("%q", test.request.Steps()); got != test.want {
			t.Errorf("%s\n%s, want\n%s", test.request, got, test.want)
		}
	}
}
