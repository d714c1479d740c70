package hook

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func outside() bool { return false }

func get(h http.Handler) {
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

// What is counted in each shape: one request for each that was served, whatever
// becomes of it.
func TestShapes(t *testing.T) {
	for shape, registries := range map[string]int{One: 1, Nested: 1, Several: 3} {
		t.Run(shape, func(t *testing.T) {
			hs := newHandlers(shape, outside)
			get(hs.handler(http.NotFoundHandler()))
			mux := http.NewServeMux()
			mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) { runtime.Goexit() })
			gone := make(chan struct{})
			go func() {
				defer close(gone)
				get(hs.handler(mux))
			}()
			<-gone
			r := hs.report()
			if r.Handlers != 2 || r.Requests != 2 || r.Violations != nil {
				t.Errorf("got %+v, want 2 handlers, 2 requests and no violations", r)
			}
			if n := len(hs.stack().registries); n != registries {
				t.Errorf("got %d registries, want %d", n, registries)
			}
		})
	}
}

func TestHandler_Again_IsTheSame(t *testing.T) {
	hs := newHandlers(One, outside)
	type empty struct{ http.Handler }
	f := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	g := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hs.mu.Lock() })
	for name, h := range map[string]http.Handler{"a function": f, "a pointer": http.NewServeMux(), "a struct": empty{f}} {
		if hs.handler(h) != hs.handler(h) {
			t.Errorf("%s: another handler", name)
		}
	}
	if hs.handler(f) == hs.handler(g) {
		t.Error("two functions have one handler")
	}
	if h := hs.handler(f); hs.handler(h) != h {
		t.Error("a handler is wrapped again")
	}
}

func TestHandler_InABubble_SharesRegistries(t *testing.T) {
	hs := newHandlers(One, func() bool { return true })
	before := len(hs.stacks)
	for range 2 * before {
		get(hs.handler(http.NewServeMux()))
	}
	r := hs.report()
	if len(hs.stacks) != before || r.Requests != int64(2*before) || r.Violations != nil {
		t.Errorf("got %d registries, %+v; want %d", len(hs.stacks), r, before)
	}
}

func TestReport(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(ReportVariable, dir)
	t.Setenv(ShapeVariable, "")
	if Handler(outside) != nil {
		t.Error("a handler without a shape")
	}
	t.Setenv(ShapeVariable, One)
	get(Handler(outside)(http.NotFoundHandler()))
	Done()
	process = nil
	other, err := json.Marshal(Report{Handlers: 1, Requests: 2, Violations: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "1.json"), other, 0o666); err != nil {
		t.Fatal(err)
	}
	r, n, err := Read(dir)
	if err != nil || n != 2 || r.Handlers != 2 || r.Requests != 3 || len(r.Violations) != 1 {
		t.Errorf("got %+v of %d, %v", r, n, err)
	}
}

const good = `http_requests_in_flight: 1
http_outcomes_total{outcome="abort"}: 1
http_outcomes_total{outcome="ok"}: 2
http_request_duration_seconds_count: 3
http_request_duration_seconds_sum: 0.5
http_requests_total: 3
http_responses_total{code="200"}: 2
http_route_duration_seconds_count{route="/a"}: 2
http_route_duration_seconds_count{route="/b,range=\"1\""}: 1
http_route_requests_total{method="GET",route="/a",code="200"}: 2
http_route_requests_total{method="GET",route="/b,range=\"1\"",code="none"}: 1
http_request_duration_seconds_bucket{range="1..2"}: 1
http_request_duration_seconds_bucket{range="2..3"}: 2
http_route_duration_seconds_bucket{route="/a",range="2..3"}: 2
http_route_duration_seconds_bucket{route="/b,range=\"1\"",range="1..2"}: 1
"quoted: name\n": 1
`

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		left, entered  int64
		violation      string // one of them; none where it is empty
	}{
		{"all adds up", "", "", 3, 4, ""},
		{"an outcome too many", `"ok"}: 2`, `"ok"}: 3`, 3, 4, "outcomes sum to 4 of 3 requests"},
		{"a response is missing", `_total{code="200"}: 2`, `_total{code="200"}: 1`, 3, 4, "responses and requests of code none sum to 2 of 3 requests"},
		{"a code none too many", `code="none"}: 1`, `code="none"}: 2`, 3, 4, "requests of routes sum to 4 of 3 requests"},
		{"fewer than none in flight", "in_flight: 1", "in_flight: -1", 3, 4, "-1 requests in flight"},
		{"a request is not counted", "", "", 4, 5, "3 requests and 1 in flight, of 4 that were finished and 5 begun"},
		{"a request is counted twice", "", "", 3, 3, "3 requests and 1 in flight, of 3 that were finished and 3 begun"},
		{"a bucket too many", `{range="1..2"}: 1`, `{range="1..2"}: 2`, 3, 4, "http_request_duration_seconds_count is 3, its buckets sum to 4"},
		{
			"a route's bucket is missing", `{route="/a",range="2..3"}: 2`, `{route="/a",range="2..3"}: 1`, 3, 4,
			`http_route_duration_seconds_count{route="/a"} is 2, its buckets sum to 1`,
		},
		{
			"buckets without a count", `_seconds_count{route="/a"}: 2`, `_seconds_other{route="/a"}: 2`, 3, 4,
			`http_route_duration_seconds_count{route="/a"} is missing, its buckets sum to 2`,
		},
		{"durations of routes", `_count{route="/a"}: 2`, `_count{route="/a"}: 1`, 3, 4, "3 durations, 2 of routes, of 3 requests"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := parse(strings.Replace(good, c.old, c.new, 1))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(s.check(c.left, c.entered), "\n")
			if c.violation == "" && got != "" || !strings.Contains(got, c.violation) {
				t.Errorf("got %q, want %q", got, c.violation)
			}
		})
	}
}

func TestParse_NoSnapshot_IsAnError(t *testing.T) {
	for _, text := range []string{"a\n", "a: b\n", "a: 1\na: 1\n"} {
		if s, err := parse(text); err == nil {
			t.Errorf("%q is %v", text, s)
		}
	}
}
