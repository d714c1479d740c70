//go:build unix

package e2e

import (
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/stats"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// scraped returns what a scraper of the directory gets.
func scraped(t *testing.T, dir, query string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	h.ServeHTTP(w, httptest.NewRequest("GET", "/metrics"+query, nil))
	if kind := w.Header().Get("Content-Type"); kind != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("the content type is %q", kind)
	}
	return w.Body.String()
}

// checkExposition has Prometheus's own parser read the text, and checks what
// that does not: that no series is there twice, that buckets rise, and that the
// last one is the count.
func checkExposition(t *testing.T, text string) map[string]*dto.MetricFamily {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for name, family := range families {
		seen := map[string]bool{}
		for _, m := range family.GetMetric() {
			var labels strings.Builder
			for _, l := range m.GetLabel() {
				labels.WriteString(l.String() + ";")
			}
			if seen[labels.String()] {
				t.Errorf("%s{%s} is there twice in\n%s", name, &labels, text)
			}
			seen[labels.String()] = true
			if h := m.GetHistogram(); h != nil {
				checkBuckets(t, name, h)
			}
		}
	}
	return families
}

func checkBuckets(t *testing.T, name string, h *dto.Histogram) {
	t.Helper()
	below := uint64(0)
	for _, b := range h.GetBucket() {
		if b.GetCumulativeCount() < below {
			t.Errorf("%s: the buckets fall: %v", name, h)
		}
		below = b.GetCumulativeCount()
	}
	if below != h.GetSampleCount() {
		t.Errorf("%s: the last bucket is not the count: %v", name, h)
	}
}

// lint returns what "promtool check metrics" finds, a line each.
func lint(t *testing.T, text string) (found []string) {
	t.Helper()
	binary, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("needs prometheus")
	}
	c := exec.Command(binary, "check", "metrics")
	c.Stdin = strings.NewReader(text)
	out, err := c.CombinedOutput()
	if code := c.ProcessState.ExitCode(); code != 0 && code != 3 || (code == 3) != (len(out) > 0) {
		t.Fatalf("promtool: %v: %s\n%s", err, out, text)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// promtool has nothing to say to what we emit, and about the names that users
// chose no more than that they chose them so.
func TestPromtool(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := startWorker(t, dir, "127.0.0.1:0", 0)()
	get(t, w.url+"/quick")
	for _, query := range []string{"", "?by=process"} {
		text := scraped(t, dir, query)
		if families := checkExposition(t, text); families[requests] == nil {
			t.Errorf("not there: %s\n%s", requests, text)
		}
		if found := lint(t, text); found[0] != "" {
			t.Errorf("promtool finds %q in\n%s", found, text)
		}
	}
	r := stats.New(stats.Options{Dir: dir, Program: "theirs"})
	r.Stat("signups").Incr()
	r.Stat("cache.hits").Incr()
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, line := range lint(t, scraped(t, dir, "")) {
		if !strings.HasPrefix(line, "signups ") && !strings.HasPrefix(line, "cache_hits ") {
			t.Errorf("promtool finds %q", line)
		}
	}
}

// Whatever names there are, and whatever a program calls itself, Prometheus's
// parser reads all of it.
func FuzzExposition(f *testing.F) {
	f.Add("signups", "load", "job_seconds", "web", 0.25)
	f.Add("a b", "a.b", "a_b", "w\"\n\\", -1.0)
	f.Add("d_count", "d_sum", "d", "", 1e300)
	f.Add(`d{a="b"}`, `d{a="b",a="c"}`, `d{le="1"}`, "\xff", 0.0)
	f.Add(`{}`, `x{program="y",pid="1"}`, `{a="b"}`, "{}", 1e-9)
	f.Add("pipestatic_processes", "", `"quoted"`, "#", 5.0)
	f.Fuzz(func(t *testing.T, counter, gauge, histogram, program string, x float64) {
		dir := t.TempDir()
		r := stats.New(stats.Options{Dir: dir, Program: program})
		r.Stat(counter).Incr()
		r.Stat(gauge).SetFloat(x)
		r.Histogram(histogram).Observe(x)
		if err := r.Open(); err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for _, query := range []string{"", "?by=process"} {
			text := scraped(t, dir, query)
			if families := checkExposition(t, text); families["pipestatic_complete"] == nil {
				t.Errorf("incomplete:\n%s", text)
			}
		}
	})
}
