//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// played runs the program on a directory, and returns what it wrote.
func played(t *testing.T, dir string, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args = append(args, "-dir", dir)
	code = run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	hide := func(text string) string { return steady(strings.ReplaceAll(text, dir, "DIR")) }
	return code, hide(stdout.String()), hide(stderr.String())
}

// expect compares all that one run of the program says, and how it ends.
func expect(t *testing.T, dir string, args []string, code int, out, err string) {
	t.Helper()
	gotCode, gotOut, gotErr := played(t, dir, args...)
	if gotCode != code || gotOut != out || gotErr != err {
		t.Errorf("%s: got %d\n%s%s\nwant %d\n%s%s",
			strings.Join(args, " "), gotCode, gotOut, gotErr, code, out, err)
	}
}

// steady hides what differs from run to run, and from user to user. The programs
// of the tests began in September 2026.
func steady(text string) string {
	for _, varying := range []struct{ pattern, becomes string }{
		{`"timestamp":[0-9.]+`, `"timestamp":T`},
		{`"(bytes|ms)":[0-9.]+`, `"$1":N`},
		{`\t[0-9]{6,9}\t`, "\tAGE\t"},
		{`\b[0-9]+d[0-9]+h\b`, "AGE"},
		{`\t1[0-9]{9}\.?[0-9]*\n`, "\tT\n"},
		{regexp.QuoteMeta(me()), "ME"},
	} {
		text = regexp.MustCompile(varying.pattern).ReplaceAllString(text, varying.becomes)
	}
	return text
}

func me() string {
	u, err := user.Current()
	if err != nil {
		return "?"
	}
	return u.Username
}

var (
	web = pipetest.Frame("web", "gauge load: 0.5", "http_request_duration_seconds_count: 3",
		"http_request_duration_seconds_sum: 0.02", "http_requests_total: 3",
		`http_request_duration_seconds_bucket{range="0.005..0.0063"}: 2`,
		`http_request_duration_seconds_bucket{range="0.01..0.0125"}: 1`)
	jobs = pipetest.Frame("jobs", "gauge load: 2", "jobs_total: 9223372036854775807")
)

// twoPrograms is a directory with two programs.
func twoPrograms(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	pipetest.Serve(t, dir, "1073741824.stats", pipetest.Ours, pipetest.Text(web))
	pipetest.Serve(t, dir, "1073741824-2.stats", pipetest.Ours, pipetest.Text(jobs))
	return dir
}

// troubled is a directory where one of each answers and does not. Reading it
// takes all the time there is, and removes what is dead.
func troubled(t *testing.T) (dir string) {
	t.Helper()
	dir = twoPrograms(t)
	pipetest.Serve(t, dir, "1073741824-3.stats", pipetest.Foreign, pipetest.Text("a: 1\n"))
	pipetest.Serve(t, dir, "1073741824-4.stats", pipetest.Ours, pipetest.Slow("", nil))
	pipetest.Serve(t, dir, "1073741824-5.stats", pipetest.Ours, pipetest.Text(web+web))
	pipetest.Dead(t, dir, "1073741824-6.stats", pipetest.Ours)
	if err := os.WriteFile(filepath.Join(dir, "x.stats"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A stopper is standard output that ends the program after so many lines.
type stopper struct {
	text  bytes.Buffer
	lines int
	stop  context.CancelCauseFunc
}

func (s *stopper) Write(b []byte) (int, error) {
	if s.lines -= bytes.Count(b, []byte("\n")); s.lines <= 0 {
		s.stop(caught{os.Interrupt})
	}
	return s.text.Write(b)
}
