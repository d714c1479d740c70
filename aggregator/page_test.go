package aggregator

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

const firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// of is an aggregator that always reads the same.
func of(r *reading) http.Handler {
	return &handler{rounds{read: func() (*reading, error) { return r, nil }}}
}

// look is get by a browser.
func look(h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", firefox)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// shop is a reading of a program that has the middleware, and of one that has not.
func shop() *reading {
	e := newEra()
	jobs := func() *process { return saysAs("jobs", 3, younger, "gauge queue: 7", "done: 1234567") }
	e.reads(jobs())
	r := e.reads(jobs(), second(not(slow, 4)), saysAs("shop", 2, younger,
		"gauge http_requests_in_flight: 3", "http_requests_total: 20",
		`http_outcomes_total{outcome="ok"}: 18`, `http_outcomes_total{outcome="server_error"}: 1`,
		`http_outcomes_total{outcome="panic"}: 1`, `http_responses_total{code="200"}: 18`,
		`http_request_duration_seconds_bucket{range="0.01..0.0125"}: 20`,
		`http_route_requests_total{method="GET",route="/a",code="200"}: 5`,
		`http_route_requests_total{method="GET",route="/b/{id}",code="200"}: 13`,
		`http_route_requests_total{method="PUT",route="/b/{id}",code="500"}: 2`,
		`http_route_duration_seconds_bucket{method="GET",route="/a",range="0.01..0.0125"}: 5`,
	))
	for _, p := range r.processes {
		p.reason = ""
	}
	return r
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// readable is what a text browser makes of a page.
func readable(html string) string {
	return spaces.ReplaceAllString(tags.ReplaceAllString(html, " "), " ")
}

func TestThePageAsText(t *testing.T) {
	h := of(shop())
	for target, want := range map[string][]string{
		"/": {
			"all programs jobs shop ", "Not complete: 1 did not answer in time",
			"Requests per second 10.00 ", "panics 10.0 %", "In flight 3 ",
			"p50 11.2 ms p90 12.2 ms p99 12.5 ms", "ok 18 9.00 panic 1 0.50 server_error 1 0.50",
			"200 18 9.00", "/b/{id} 7.50 13.3 % – – – 15 /a 2.50 0 % 11.5 ms 12.5 ms 12.5 ms 5",
			"2 shop ok 1 s ", "3 jobs ok 1 s ", "4-2 slow –", "done 1,234,567 617,284 ", "queue 7 ",
		},
		"/?program=jobs":           {"done 1,234,567 617,284 ", "3 jobs ok"},
		"/?program=shop&process=2": {"Only process 2", "Requests per second 13.33", "/a 3.33 0 %"},
		"/?find=DONE":              {"last 10 minutes done 1,234,567 617,284 0 more Rates"},
	} {
		body := readable(look(h, target).Body.String())
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: no %q in\n%s", target, w, body)
			}
		}
	}
	const noRequests = `aria-labelledby="http-title" hidden`
	if body := look(h, "/?program=jobs").Body.String(); !strings.Contains(body, noRequests) {
		t.Error("a program without the middleware has requests")
	}
	if body := look(h, "/").Body.String(); strings.Contains(body, "range=") {
		t.Error("bins are listed, and nobody asked for them")
	}
	if body := look(h, "/?bins=1").Body.String(); !strings.Contains(body, "range=") {
		t.Error("no bins are listed")
	}
}

func TestThePageListsNotEverythingAtOnce(t *testing.T) {
	var many []string
	for c := range 250 {
		many = append(many, "stat_"+strings.Repeat("x", c)+": 1")
	}
	h := of(newEra().reads(says(1, older, many...)))
	for target, want := range map[string]int{
		"/": 200, "/?all=1": 250, "/?find=" + strings.Repeat("x", 240): 10,
	} {
		body := look(h, target).Body.String()
		if got := strings.Count(body, `<th scope="row">stat_`); got != want {
			t.Errorf("%s lists %d, want %d", target, got, want)
		}
		if more := strings.Contains(body, "<span>50</span> more"); more != (want == 200) {
			t.Errorf("%s: that there is more: %t", target, more)
		}
	}
}

func TestHostileNamesStayText(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>`
	const quote = `"'><script>alert(1)</script>`
	h := of(newEra().reads(saysAs(evil, 1, older, evil+": 1", quote+": 2", "javascript:alert(1): 3",
		`http_outcomes_total{outcome="ok"}: 1`, `http_outcomes_total{outcome="`+evil+`"}: 1`,
		`http_route_requests_total{route="`+evil+`"}: 1`)))
	plain := strings.Count(look(nothingRead(), "/").Body.String(), "<script")
	for _, target := range []string{
		"/", "/?find=" + strings.ReplaceAll(quote, ">", "%3E"), "/?program=" + "%22%3E%3Cscript%3E",
		"/?process=%3C/title%3E%3Cscript%3Ealert(1)%3C/script%3E&x=%22onfocus=alert(1)",
	} {
		body := look(h, target).Body.String()
		for _, bad := range []string{"<img src=x", `href="javascript`, `"onfocus`, "'><"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s: %s is in the page", target, bad)
			}
		}
		if got := strings.Count(body, "<script"); got != plain {
			t.Errorf("%s: %d scripts, want our %d", target, got, plain)
		}
	}
}

func nothingRead() http.Handler { return of(&reading{}) }

// All links are queries only: these lead back to the path that the browser has,
// whatever became of it on the way here.
func TestThePagesLinks(t *testing.T) {
	mounted := chi.NewRouter()
	mounted.Mount("/admin/stats", http.StripPrefix("/admin", of(shop())))
	link := regexp.MustCompile(` (?:href|src|action)="([^"]*)"`)
	body := look(mounted, "/admin/stats?program=shop&sort=-rate").Body.String()
	seen := map[string]bool{}
	for _, m := range link.FindAllStringSubmatch(body, -1) {
		target := strings.ReplaceAll(m[1], "&amp;", "&")
		if seen[target] = true; !strings.HasPrefix(target, "?") {
			t.Errorf("%s leads elsewhere", target)
		}
		if w := look(mounted, "/admin/stats"+target); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	for _, want := range []string{
		"?view=page.js", "?view=json", "?sort=-rate", "?program=jobs&sort=-rate",
		"?process=2&program=shop&sort=-rate",
	} {
		if !seen[want] {
			t.Errorf("there is no link to %s: %v", want, seen)
		}
	}
	for _, target := range []string{
		"/admin/stats?view=nope", "/admin/stats?view=../page.go", "/admin/stats/x?view=page.js",
	} {
		if w := look(mounted, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

func TestWhoBrowses(t *testing.T) {
	for accept, want := range map[string]bool{
		firefox:                                true,
		"text/html, text/plain, */*;q=0.01":    true, // lynx
		"text/html;q=0.5,application/json":     false,
		"text/html,application/json;q=0.9":     true,
		"*/*":                                  false,
		"application/json, text/plain, */*":    false,
		"text/html;q=0":                        false,
		"text/html,text/plain;version=0.0.4":   true,
		"application/openmetrics-text,*/*;q=1": false,
	} {
		w := look(nothing(), "/", "Accept", accept)
		if got := w.Header().Get("Content-Type") == typeHTML; got != want {
			t.Errorf("%s: %t", accept, got)
		}
	}
	if w := look(nothing(), "/?view=json"); w.Header().Get("Content-Type") != typeJSON {
		t.Error("the link to the JSON leads to", w.Header())
	}
}

func TestThePageIsNotShownWhereThereIsNoReading(t *testing.T) {
	r := httptest.NewRequest(http.MethodHead, "/", nil)
	r.Header.Set("Accept", firefox)
	w := httptest.NewRecorder()
	nothing().ServeHTTP(w, r)
	if w.Body.Len() > 0 || w.Header().Get("Content-Type") != typeHTML {
		t.Errorf("HEAD: %v %s", w.Header(), w.Body)
	}
	if vary := w.Header()["Vary"]; !slices.Equal(vary, []string{"Accept, Accept-Encoding"}) {
		t.Error("it varies by", vary)
	}
}
