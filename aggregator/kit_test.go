//go:build unix

package aggregator

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// live is a name of a pipe that this process may have; each n is another one.
func live(n int) string { return pipedir.FileName(os.Getpid(), n) }

// nobodys is the name of a pipe that no visible process has.
func nobodys(n int) string { return pipedir.FileName(pipetest.NoPID, n) }

// brief is for tests of pipes that take all the time there is.
const brief = time.Second

// reader returns a host that the limits of can be changed.
func reader(dir string, timeout time.Duration) *host {
	return newHost(Options{Dirs: []string{dir}, Timeout: timeout}.withDefaults())
}

func read(t testing.TB, h *host) *reading {
	t.Helper()
	r, err := h.read()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	timestamp = regexp.MustCompile(`"(timestamp|since)": [0-9.]+`)
	varying   = regexp.MustCompile(`"(pid|bytes|ms)": [0-9.]+`)
)

// steady hides what differs from run to run.
func steady(body string) string {
	body = timestamp.ReplaceAllString(body, `"$1": T`)
	return varying.ReplaceAllString(body, `"$1": N`)
}

// states lists what became of each pipe, "4711.stats ok".
func states(r *reading) []string {
	list := []string{}
	for _, p := range r.processes {
		entry := filepath.Base(p.file) + " " + string(p.state)
		if p.reason != "" {
			entry += ": " + p.reason
		}
		list = append(list, entry)
	}
	return list
}

// expect compares what became of each pipe, "4711.stats ok".
func expect(t testing.TB, r *reading, want ...string) {
	t.Helper()
	if got := states(r); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// expectStats compares the first field of the root's answer.
func expectStats(t testing.TB, r *reading, want string) {
	t.Helper()
	if got := stats(t, r); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// stats is the first field of the root's answer.
func stats(t testing.TB, r *reading) string {
	t.Helper()
	var body struct{ Stats json.RawMessage }
	if err := json.Unmarshal(rootJSON(r, query{}), &body); err != nil {
		t.Fatal(err)
	}
	return string(body.Stats)
}

func touch(t testing.TB, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("a: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
