//go:build unix

package e2e

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
)

// A shop is the example program, running.
type shop struct {
	*exec.Cmd
	pipe, sums string // what it prints: the path to cat, the URL to open
}

// build returns the path of one of the programs of the root module.
func build(t *testing.T, program string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), filepath.Base(program))
	build := exec.Command("go", "build", "-o", binary, program)
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

func open(t *testing.T, binary, dir string, args ...string) *shop {
	t.Helper()
	c := exec.Command(binary, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	c.Env = append(os.Environ(), "PIPESTATIC_DIR="+dir)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	s := &shop{Cmd: c}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for lines := bufio.NewScanner(out); (s.pipe == "" || s.sums == "") && lines.Scan(); {
		if m := regexp.MustCompile(`cat (\S+\.stats)`).FindStringSubmatch(lines.Text()); m != nil {
			s.pipe = m[1]
		}
		if m := regexp.MustCompile(`http://\S+/admin/stats`).FindString(lines.Text()); m != "" {
			s.sums = m
		}
	}
	return s
}

// requests is what the shop's own pipe says.
func (s *shop) requests(t *testing.T) float64 {
	t.Helper()
	text, err := os.ReadFile(s.pipe)
	if err != nil || !whole(text) {
		t.Fatalf("%s: %v\n%s", s.pipe, err, text)
	}
	if strings.Count(string(text), "\n") > 200 || len(text) > 16<<10 {
		t.Errorf("too much for a person: %d bytes", len(text))
	}
	sums, err := firstReader(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return sums["http_requests_total"]
}

// The README's story: numbers move within a second, the aggregator shows the
// same, a second copy adds to them, and a killed one is reported and cleared
// away.
func TestTwoShopsAndOneIsKilled(t *testing.T) {
	t.Parallel()
	binary, dir := build(t, "./examples/webapp"), t.TempDir()
	first := open(t, binary, dir)
	eventually(t, 5*time.Second, "numbers move", func() bool { return first.requests(t) > 0 })

	resp, err := http.Get(first.sums)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	second := open(t, binary, dir)
	eventually(t, 5*time.Second, "numbers move", func() bool { return second.requests(t) > 0 })

	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	least := first.requests(t) + second.requests(t)
	a := ask(t, h, "/")
	most := first.requests(t) + second.requests(t)
	if got := a.Stats["http_requests_total"]; got < least || got > most || a.Processes.Read != 2 {
		t.Errorf("the sum is %v, not between %v and %v: %+v", got, least, most, a.Processes)
	}

	if err := second.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = second.Wait()
	begun := time.Now()
	a = ask(t, h, "/")
	t.Logf("answered %v after the kill", time.Since(begun))
	if a.Processes.Read != 1 || a.Processes.Dead != 1 || !a.Processes.Complete {
		t.Errorf("after the kill: %+v", a.Processes)
	}
	if _, err := os.Lstat(second.pipe); err == nil {
		t.Error("the dead one's pipe is still there")
	}
	if a = ask(t, h, "/"); a.Processes.Read != 1 || a.Processes.Dead != 0 {
		t.Errorf("after it was cleared away: %+v", a.Processes)
	}
	if least := first.requests(t); ask(t, h, "/").Stats["http_requests_total"] < least {
		t.Error("the rest is not in the sum")
	}

	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err != nil {
		t.Errorf("the shop ended with %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
