package aggregator

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
	"unicode/utf8"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		query, name string
		want        bool
	}{
		{"", "anything", true},
		{"match=", "anything", false},
		{"match=http_*", "http_requests_total", true},
		{"match=http_*", "my_http_requests_total", false},
		{"match=*{route=*}", `d{route="/users/{id}"}`, true},
		{"match=a/%3F", "a/b", true},
		{"match=a%3Fb", "a/b", true},
		{"match=[a-c]x", "bx", true},
		{"match=[^a-c]x", "bx", false},
		{`match=\*`, "*", true},
		{`match=\*`, "a", false},
		{"match=a&match=b", "b", true},
	} {
		q, err := parseQuery(test.query)
		if got := q.shows(test.name); got != test.want || err != nil {
			t.Errorf("%s of %s: %t, %v", test.query, test.name, got, err)
		}
	}
}

// Whatever is asked, the answer is one JSON object.
func FuzzQuery(f *testing.F) {
	for _, raw := range []string{
		"", "match=a*&values=1", "program=web", "match=[", "%zz", "match=\\", "a;b",
	} {
		f.Add(raw, "name", "web")
	}
	f.Fuzz(func(t *testing.T, raw, name, program string) {
		r := &reading{}
		id, _ := r.names.number([]byte(name), limits{names: 1, nameBytes: 1 << 20})
		one := lines{layout: []spot{{name: id}}, values: []uint64{0}}
		r.processes = []*process{{program: program, state: ok, lines: one}}
		h := &handler{rounds{read: func() (*reading, error) { return r, nil }}}
		for _, path := range []string{"/", "/processes", "/vars"} {
			request := httptest.NewRequest("GET", path, nil)
			request.URL.RawQuery = raw
			w := httptest.NewRecorder()
			h.ServeHTTP(w, request)
			var body map[string]json.RawMessage
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || !utf8.Valid(w.Body.Bytes()) {
				t.Errorf("%s?%s: %v\n%s", path, raw, err, w.Body)
			}
			if _, failed := body["error"]; failed != (w.Code == 400) {
				t.Errorf("%s?%s: %d %s", path, raw, w.Code, w.Body)
			}
		}
	})
}
