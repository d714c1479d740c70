//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func promtool(t *testing.T, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("needs prometheus")
	}
	if out, err := exec.Command("promtool", args...).CombinedOutput(); err != nil {
		t.Errorf("promtool %v: %v\n%s", args, err, out)
	}
}

// The scrape config is one, and so it is with what is commented out in it.
func TestScrapeConfigIsValid(t *testing.T) {
	config := contrib(t, "prometheus/prometheus.yml")
	all := regexp.MustCompile(`(?m)^  # ((?:- |  ).*)$`).ReplaceAllString(config, "  $1")
	if strings.Count(all, "\n  - job_name:") != 2 {
		t.Errorf("not two jobs in\n%s", all)
	}
	for _, text := range []string{config, all} {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"prometheus.yml": text, "alerts.yml": contrib(t, "prometheus/alerts.yml"),
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		promtool(t, "check", "config", filepath.Join(dir, "prometheus.yml"))
	}
}

// No alert waits for a metric or a label that is not there.
func TestAlertsAskForWhatThereIs(t *testing.T) {
	text, e := contrib(t, "prometheus/alerts.yml"), exposed(t)
	exprs := regexp.MustCompile(`(?m)^ +expr: (.+)$`).FindAllStringSubmatch(text, -1)
	if alerts := strings.Count(text, "- alert: "); alerts == 0 || len(exprs) != alerts {
		t.Errorf("%d alerts, but %d expressions of one line", alerts, len(exprs))
	}
	for _, m := range exprs {
		for _, fault := range e.faults(m[1]) {
			t.Errorf("%s in %s", fault, m[1])
		}
	}
}

// Each alert fires where it should, and none where all is well.
func TestAlertsFire(t *testing.T) {
	promtool(t, "test", "rules", filepath.Join("testdata", "alerts_test.yml"))
}
