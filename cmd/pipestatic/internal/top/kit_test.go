package top

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// noon is when the first reading is made.
var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// at is a time so many seconds after noon.
func after(seconds float64) time.Time {
	return noon.Add(time.Duration(seconds * float64(time.Second)))
}

// since is a start, as processes say it, so many seconds before noon.
func since(seconds float64) float64 { return float64(after(-seconds).UnixMicro()) / 1e6 }

// serving is a process with middleware, started 100 s before noon, that has had so
// many requests of one route, of which some failed, all within 4 to 5 ms.
func serving(pid, requests, failed int) Process {
	return Process{
		File: fmt.Sprintf("/pipes/%d.stats", pid), PID: pid, Program: "shop", User: "web",
		Start: since(100), State: "ok", Stats: 9,
		Values: map[string]json.Number{
			`http_requests_total`:                                                              number(requests),
			`http_requests_in_flight`:                                                          "2",
			`http_outcomes_total{outcome="ok"}`:                                                number(requests - failed),
			`http_outcomes_total{outcome="server_error"}`:                                      number(failed),
			`http_request_duration_seconds_bucket{range="0.004..0.005"}`:                       number(requests),
			`http_route_requests_total{method="GET",route="/a",code="200"}`:                    number(requests - failed),
			`http_route_requests_total{method="GET",route="/a",code="500"}`:                    number(failed),
			`http_route_duration_seconds_bucket{method="GET",route="/a",range="0.004..0.005"}`: number(requests),
			`jobs_total`: "7",
		},
	}
}

func number(n int) json.Number { return json.Number(fmt.Sprint(n)) }

// was returns the process as it is listed in that state, where it says nothing.
func (p Process) was(state string) Process {
	p.State, p.Values, p.Program = state, nil, ""
	return p
}

// view is what is seen after those readings, two seconds apart.
func view(pick Pick, readings ...[]Process) View {
	m := NewModel(nil)
	for i, processes := range readings {
		m.Take(Reading{At: after(2 * float64(i)), Processes: processes})
	}
	return m.View(pick)
}

func list(processes ...Process) []Process { return processes }

// written is a view in lines of fields.
func written(t *testing.T, v View) string {
	t.Helper()
	var b strings.Builder
	if err := Tabbed(&b, &v); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), "\t", "|")
}

// counting writes how many processes are in a view.
func counting(w io.Writer, v *View) error {
	if n := len(v.Tables[Processes]); n == 1 {
		fmt.Fprintln(w, "1 process")
	} else {
		fmt.Fprintln(w, n, "processes")
	}
	return nil
}
