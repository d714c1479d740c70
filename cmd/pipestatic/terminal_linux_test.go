package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/pty"
)

// onTerminal runs the program with standard output on a terminal of its own, and
// returns what that was told.
func onTerminal(t *testing.T, dir string, args ...string) (code int, shown, err string) {
	t.Helper()
	master, terminal := pty.Open(t)
	text := make(chan string)
	go func() {
		all, _ := io.ReadAll(master) // the end of a terminal is an error
		text <- string(all)
	}()
	var stderr bytes.Buffer
	code = run(t.Context(), append(args, "-dir", dir), nil, terminal, &stderr)
	terminal.Close()
	shown = strings.ReplaceAll(<-text, "\r\n", "\n")
	return code, steady(shown), steady(stderr.String())
}

// On a terminal there are columns, a heading, and colours.
func TestListForPeople(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	code, shown, err := onTerminal(t, troubled(t), "ls")
	// How wide ages and users are differs.
	shown = regexp.MustCompile(` +`).ReplaceAllString(shown, " ")
	want := "\x1b[1m PID USER COMMAND AGE STATS STATE REASON\x1b[0m\n" +
		"\x1b[33m x - - 0 refused not a name of a pipe\x1b[0m\n" +
		"1073741824-2 ME jobs AGE 2 ok\n" +
		"1073741824-3 ME - - 1 foreign\n" +
		"\x1b[31m1073741824-4 ME - - 0 slow it is open, and nothing comes\x1b[0m\n" +
		"\x1b[31m1073741824-5 ME - - 0 torn not one whole snapshot\x1b[0m\n" +
		"\x1b[2m1073741824-6 ME - - 0 dead its process is gone\x1b[0m\n" +
		" 1073741824 ME web AGE 6 ok\n"
	if code != exitMissing || shown != want || err != "" {
		t.Errorf("got %d\n%q\n%s\nwant\n%q", code, shown, err, want)
	}
}

func TestCatForPeople(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	want := `jobs, pid 1073741824-2, user ME, up AGE
load                          2
jobs_total  9223372036854775807

web, pid 1073741824, user ME, up AGE
load                                  0.5
http_request_duration_seconds_count     3
http_request_duration_seconds_sum    0.02
http_requests_total                     3
QUANTILES                         p50      p90      p99    p99.9
http_request_duration_seconds  6.3 ms  12.5 ms  12.5 ms  12.5 ms
`
	code, shown, err := onTerminal(t, twoPrograms(t), "cat")
	if code != exitOK || shown != want || err != "" {
		t.Errorf("got %d\n%s%s\nwant\n%s", code, shown, err, want)
	}
}

func TestWhenToUseColours(t *testing.T) {
	_, terminal := pty.Open(t)
	for _, test := range []struct {
		when          colouring
		noColor, term string
		terminal      bool
		want          paint
	}{
		{"auto", "", "xterm", true, true},
		{"auto", "", "xterm", false, false},
		{"auto", "1", "xterm", true, false},
		{"auto", "", "dumb", true, false},
		{"always", "1", "dumb", false, true},
		{"never", "", "xterm", true, false},
	} {
		t.Setenv("NO_COLOR", test.noColor)
		t.Setenv("TERM", test.term)
		w := io.Discard
		if test.terminal {
			w = terminal
		}
		if got := test.when.on(w); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
