package wire

import (
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	const get, head = "GET", "HEAD"
	for _, test := range []struct {
		name, sent string
		methods    []string
		ended      bool
		want       []string
	}{
		{"Content-Length", "HTTP/1.1 200 OK|Content-Length: 2||hi", []string{get}, false,
			[]string{"200 body 2 complete header ends at 38"}},
		{"short", "HTTP/1.1 200 OK|Content-Length: 5||hi", []string{get}, true,
			[]string{"200 body 2 short header ends at 38"}},
		{"chunks and a trailer", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|hi|0|A: 1||", []string{get}, false,
			[]string{"200 body 2 complete trailer map[A:[1]] header ends at 47"}},
		{"until the end", "HTTP/1.0 200 OK||hi", []string{get}, true,
			[]string{"200 body 2 complete header ends at 19"}},
		{"103, then 404 to HEAD", "HTTP/1.1 103 Early Hints||HTTP/1.1 404 Not Found|Content-Length: 9||", []string{head}, false,
			[]string{"[103] 404 body 0 complete header ends at 73"}},
		{"two", "HTTP/1.1 204 No Content||HTTP/1.1 304 Not Modified||", []string{get, get}, false,
			[]string{"204 body 0 complete header ends at 27", "304 body 0 complete header ends at 56"}},
		{"half a header", "HTTP/1.1 200 OK|Content-", []string{get}, true, nil},
		{"excess", "HTTP/1.1 200 OK|Content-Length: 2||high", []string{get}, false,
			[]string{"200 body 2 complete header ends at 38 excess 2"}},
	} {
		sent := strings.ReplaceAll(test.sent, "|", "\r\n")
		var got []string
		for i, r := range Parse([]byte(sent), test.methods, test.ended) {
			got = append(got, describe(r, test.methods[i]))
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func describe(r *Response, method string) string {
	text := fmt.Sprintf("%d body %d", r.Status, r.Body)
	if len(r.Informational) > 0 {
		text = fmt.Sprint(r.Informational, " ", text)
	}
	if r.Complete {
		text += " complete"
	}
	if r.Short(method) {
		text += " short"
	}
	if r.Trailer != nil {
		text += fmt.Sprint(" trailer ", r.Trailer)
	}
	text += fmt.Sprint(" header ends at ", r.HeaderEnd)
	if r.Excess > 0 {
		text += fmt.Sprint(" excess ", r.Excess)
	}
	return text
}
