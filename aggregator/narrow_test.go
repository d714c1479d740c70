//go:build unix

package aggregator

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Of what is narrowed, everything is: the sums, how many were read, and whether
// all were. Growth is by program.
func TestOnlySome(t *testing.T) {
	t.Parallel()
	h, dir, _ := served(t)
	touch(t, filepath.Join(dir, "x.stats"))
	web, _ := strings.CutSuffix(live(2), ".stats")
	pid, _, _ := strings.Cut(web, "-")
	for query, want := range map[string]string{
		"":                      `map[http_total:8] grew map[http_total:0], read 3, foreign 1, refused 1`,
		"only=web":              `map[http_total:5] grew map[http_total:0], read 1, foreign 0, refused 0`,
		"only=" + web:           `map[http_total:5] grew map[], read 1, foreign 0, refused 0`,
		"only=" + pid:           `map[http_total:7] grew map[], read 2, foreign 0, refused 0`,
		"only=x":                `map[] grew map[], read 0, foreign 0, refused 1`,
		"only=x&only=jobs":      `map[http_total:2] grew map[http_total:0], read 1, foreign 0, refused 1`,
		"only=":                 `map[http_total:1] grew map[], read 1, foreign 1, refused 1`,
		"only=web&program=jobs": `map[] grew map[], read 0, foreign 0, refused 0`,
	} {
		var a struct {
			Stats, Growth map[string]int
			Processes     struct{ Read, Foreign, Refused int }
		}
		w := get(h, "/?match=http_total&"+query)
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(a.Stats, " grew ", a.Growth, ", read ", a.Processes.Read,
			", foreign ", a.Processes.Foreign, ", refused ", a.Processes.Refused)
		if got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

// The sums and each process in one answer, so that they are of one reading.
func TestByProcess(t *testing.T) {
	t.Parallel()
	h, _, _ := served(t)
	const target = "/?by=process&values=1&only=web&only=jobs&match=load&match=d*"
	body := steady(get(h, target).Body.String())
	_, list, _ := strings.Cut(body, `"quantiles": {}, `)
	for _, want := range []string{
		`"gauges": ["load"], "each": [{"file": `,
		`"program": "web", `, `"program": "jobs", `,
		`"values": {"d_bucket{range=\"0..1\"}": 1, "load": 0.5}, "quantiles": {}},` + "\n",
		`"values": {"load": 2.5}, "quantiles": {}}]}` + "\n",
	} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}
