//go:build unix

package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// watched runs cat -watch until it has written so many lines.
func watched(t *testing.T, lines int, args ...string) (code int, out, err string) {
	t.Helper()
	dir := t.TempDir()
	page := func(n string) pipetest.Answer {
		return pipetest.Text(pipetest.Frame("web", "gauge load: 1", "n_total: "+n))
	}
	pipetest.Serve(t, dir, "1073741824.stats", pipetest.Ours,
		pipetest.InTurn(page("10"), page("11"), page("11")))
	ctx, stop := context.WithCancelCause(t.Context())
	stdout := stopper{lines: lines, stop: stop}
	var stderr bytes.Buffer
	args = append([]string{"cat", "-dir", dir, "-watch", "20ms"}, args...)
	code = run(ctx, args, nil, &stdout, &stderr)
	return code, stdout.text.String(), stderr.String()
}

func TestWatchInJSON(t *testing.T) {
	t.Parallel()
	code, out, err := watched(t, 3, "-json", "-sum")
	if code != exitInterrupt || err != "" {
		t.Errorf("got %d, %s", code, err)
	}
	want := []string{"", `"rates":{"n_total":[0-9.]+}`, `"rates":{"n_total":0}`}
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		one := regexp.MustCompile(`^{"timestamp":[0-9.]+,"stats":{"load":1,"n_total":1[01]},.*}$`)
		if !one.MatchString(line) || !regexp.MustCompile(want[i]).MatchString(line) ||
			i == 0 && strings.Contains(line, "rates") {
			t.Errorf("line %d: %s", i, line)
		}
	}
}

func TestWatchForPrograms(t *testing.T) {
	t.Parallel()
	code, out, err := watched(t, 6)
	want := regexp.MustCompile(`^1073741824	web	load	1		[0-9.]+
1073741824	web	n_total	10		[0-9.]+
1073741824	web	load	1		[0-9.]+
1073741824	web	n_total	11	[0-9.]+	[0-9.]+
1073741824	web	load	1		[0-9.]+
1073741824	web	n_total	11	0	[0-9.]+
$`)
	if code != exitInterrupt || err != "" || !want.MatchString(out) {
		t.Errorf("got %d, %s\n%s", code, err, out)
	}
}

// What is missing is said once, not with each reading.
func TestWatchSaysOnceWhatIsMissing(t *testing.T) {
	t.Parallel()
	code, _, err := watched(t, 6, "web", "4711")
	const want = "pipestatic: there is no pipe of 4711; pipestatic ls lists all\n"
	if code != exitInterrupt || err != want {
		t.Errorf("got %d\n%s", code, err)
	}
}
