//go:build linux

package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/api"
	prometheus "github.com/prometheus/client_golang/api/prometheus/v1"
)

// A scraper is a real Prometheus that scrapes each second.
type scraper struct {
	api     prometheus.API
	targets string // the directory of files that say what to scrape
}

const scraperConfig = `
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - job_name: pipestatic
    metrics_path: /stats/metrics
    file_sd_configs: [{files: [%s/*.json]}]
`

// startScraper starts Prometheus, which ends with the test.
func startScraper(t *testing.T) *scraper {
	t.Helper()
	binary, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("needs prometheus")
	}
	s := &scraper{targets: t.TempDir()}
	config := filepath.Join(t.TempDir(), "prometheus.yml")
	text := fmt.Sprintf(scraperConfig, s.targets)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	c := exec.Command(binary, "--config.file="+config, "--storage.tsdb.path="+t.TempDir(),
		"--web.listen-address="+address, "--log.level=error")
	c.Stderr = os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Signal(syscall.SIGTERM); _ = c.Wait() })
	client, err := api.NewClient(api.Config{Address: "http://" + address})
	if err != nil {
		t.Fatal(err)
	}
	s.api = prometheus.NewAPI(client)
	eventually(t, 20*time.Second, "Prometheus is ready", func() bool {
		resp, err := http.Get("http://" + address + "/-/ready")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A target is what Prometheus scrapes for one scenario.
type target struct {
	*scraper
	t    *testing.T
	name string // the value of the label scenario
}

// scrape has the addresses scraped, each with these labels.
func (s *scraper) scrape(t *testing.T, labels map[string]string, addresses ...string) target {
	t.Helper()
	name := filepath.Base(t.Name())
	labels["scenario"] = name
	text, err := json.Marshal([]any{map[string]any{"targets": addresses, "labels": labels}})
	if err != nil {
		t.Fatal(err)
	}
	// Prometheus must not see half a file.
	file := filepath.Join(s.targets, name)
	err = os.WriteFile(file+".tmp", text, 0o644)
	if err == nil {
		err = os.Rename(file+".tmp", file+".json")
	}
	if err != nil {
		t.Fatal(err)
	}
	return target{s, t, name}
}
