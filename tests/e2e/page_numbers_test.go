//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/stats"
)

// The page's arithmetic, in a real browser.
func TestThePagesNumbers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	reg := stats.New(stats.Options{Dir: dir, Program: "numbers"})
	big := reg.Stat("big")
	big.Add(1<<62 + 1)
	latency := reg.Histogram("job_seconds")
	for i := range 1000 {
		latency.Observe(float64(i*i) / 1e6)
	}
	latency.Observe(-1)
	latency.Observe(1e18)
	if err := reg.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reg.Close() })
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	b := newTab(t)
	b.open(server.URL + "/?sort=sum")
	b.until("it is live", `polls > 1`)

	// Differences of integers past 2^53 are exact.
	before := eval[int](b, `polls`)
	big.Add(3)
	b.until("the next update", fmt.Sprintf("polls > %d", before+1))
	got := eval[[]string](b, `[statsTable.rows.get("big").texts[1], typeof stats.get("big")]`)
	if got[0] != "4,611,686,018,427,387,908" || got[1] != "string" {
		t.Errorf("2^62+4 is shown as %v", got)
	}
	for script, want := range map[string]string{
		`minus("4611686018427387908", "4611686018427387905")`: "3",
		`minus("9007199254740993", 9007199254740991)`:         "2",
		`minus(1.5, 1)`: "0.5",
		`JSON.stringify(parseJSON('{"a\\": 12345678901234567": 12345678901234567}'))`://
		`{"a\": 12345678901234567":"12345678901234567"}`,
		`JSON.stringify(parseJSON('{"b": 0.12345678901234567, "c": -12345678901234567}'))`://
		`{"b":0.12345678901234566,"c":"-12345678901234567"}`,
		`showValue(1234567.891)`:                                 "1,234,568",
		`showValue(-1234)`:                                       "-1,234",
		`showValue(0.00001)`:                                     "1.00000e-5",
		`showValue(null)`:                                        "–",
		`[null, NaN, -1, Infinity].map(showRate)`:                "–,–,–,–",
		`[0, 0.001, 99.999, 12345.6].map(showRate)`:              "0,0.00,100.00,12,346",
		`[0, 0.0123, 0.5].map(showShare)`:                        "0 %,1.23 %,50.0 %",
		`[0, 1e-6, 0.01234, 75].map(showSeconds)`:                "0 s,1 µs,12.3 ms,75 s",
		`[59, 60, 3599, 3600].map(showAge)`:                      "59 s,1 min 0 s,59 min 59 s,1 h 0 min",
		`showAge(2 * 86400 + 3600)`:                              "2 d 1 h",
		`[...about('a_b{c="d\\"\\\\\\n",e="f"}').labels].flat()`: "c,d\"\\\n,e,f",
	} {
		if got := eval[string](b, "String("+script+")"); got != want {
			t.Errorf("%s is %s, want %s", script, got, want)
		}
	}

	// Quantiles are those of the server, to its three digits.
	script := `[500, 900, 990].map((q) => quantile(binsOf(
		{counters: stats, grown: (name) => stats.get(name)}, "job_seconds_bucket"), q))`
	var answer struct{ Quantiles map[string]map[string]float64 }
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	quantiles := answer.Quantiles["job_seconds"]
	for i, name := range []string{"p50", "p90", "p99"} {
		got, want := eval[[]float64](b, script)[i], quantiles[name]
		if got < want*0.994 || got > want*1.006 {
			t.Errorf("%s is %v, and %v to the server", name, got, want)
		}
	}
}
