package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// On a real terminal top shows who does what, does what keys ask for, and leaves
// everything as it was.
func TestTop(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	s := newScreen(t, c, 100, 30)
	s.enter("$PIPESTATIC top -d 200ms; echo it ended with $?")
	s.shows(`^pipestatic top .* 1 ok, 1 stopped .*`)
	s.shows(`^>webapp +1/2 +\d+\.\d\d `)
	s.shows(`^ RUNNING +ok .* webapp +\d+\.\d\d .* ms$`)
	s.shows(`^ STOPPED +stopped .* webapp +–  `)
	s.shows(`^ /products/\{id\} +webapp +\d+\.\d\d .* ms$`)

	s.press("Tab", "/", "stop")
	s.shows(`^filter: stop_`)
	s.hides(`^.RUNNING `)
	s.press("Enter", "Escape")
	s.shows(`^.RUNNING `)

	s.press("<", "<", "<", "<", "<") // PID
	s.shows(`^ \^PID `)
	s.inOrder("RUNNING", "STOPPED")
	s.press("r")
	s.inOrder("STOPPED", "RUNNING")

	s.press("End", "Enter") // the last row is the one that runs
	s.shows(`^only process RUNNING \(Esc: more\)`)
	s.hides(`^.STOPPED `)
	s.shows(`^pipestatic top .* 1 ok  `)

	s.resize(40, 10)
	s.shows(`^\d\d:\d\d:\d\d  1 ok`)
	s.hides(`pipestatic top`)
	s.hides(`ROUTE`)
	s.resize(120, 40)
	s.shows(`^pipestatic top .*`)
	s.shows(`ROUTE`)

	s.press("?")
	s.shows(`Any key goes back`)
	s.press("Escape", "q")
	s.ended(0)
}

// However it ends, the terminal has its modes, its screen and its cursor.
func TestTopLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	s := newScreen(t, c, 80, 24)
	signal := func(sig syscall.Signal) func() {
		return func() {
			if err := syscall.Kill(s.child(), sig); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name string
		end  func()
		code int
	}{
		{"q", func() { s.press("q") }, 0},
		{"^C", func() { s.press("C-c") }, 130},
		{"SIGTERM", signal(syscall.SIGTERM), 143},
		{"SIGHUP", signal(syscall.SIGHUP), 129},
		{"^Z, and then q", func() {
			s.press("C-z")
			s.shows(`^\[1\]\+ +Stopped `)
			s.isRestored()
			s.enter("clear; fg; echo it ended with $?")
			s.shows(`^pipestatic top |^\d\d:\d\d:\d\d `)
			s.press("q")
		}, 0},
	} {
		t.Log(test.name)
		s.enter("clear; $PIPESTATIC top; echo it ended with $?")
		s.shows(`RUNNING +ok `)
		test.end()
		s.ended(test.code)
	}
}

// Where there is no terminal, top writes readings for programs.
func TestTopInAScript(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	killed := c.open(t, syscall.SIGKILL)
	eventually(t, 30*time.Second, "somebody looks at a product", func() bool {
		text, _ := os.ReadFile(filepath.Join(c.dir, c.running+".stats"))
		return bytes.Contains(text, []byte(`_count{method="GET",route="/products/{id}"}`))
	})
	got := c.run(t, "pipestatic top")
	for _, want := range []string{
		`^program\twebapp\t2\t1\t[0-9.]+\t`,
		`^process\tRUNNING\tRUNNING\tok\t[0-9.]+\t\w+\t\twebapp\t[0-9.]+\t`,
		`^process\tSTOPPED\tSTOPPED\tstopped\t[0-9.]+\t\w+\tits process is stopped\twebapp\t\t`,
		`^process\tKILLED\tKILLED\tdead\t\t\w+\tits process is gone\t\t\t`,
		`^route\t/products/{id}\twebapp\t[0-9.]+\t`,
	} {
		if got.code != 1 || got.err != "" || !c.matches(got.out, want, killed) {
			t.Errorf("exit code %d, no %s in\n%s%s", got.code, c.fill(want, killed), got.out, got.err)
		}
	}
	for line, want := range map[string]said{
		"pipestatic top nobody":                           {3, "", "there is no process of nobody; pipestatic ls lists all"},
		"pipestatic top -d 1ms":                           {2, "", "-d 1ms: an interval has to be 100ms at the least"},
		"pipestatic top -n -1":                            {2, "", "-n -1: there can be 1 reading, or more"},
		"pipestatic top RUNNING | head -n 1 | cut -c 1-8": {0, "#program\n", ""},
	} {
		got := c.run(t, c.fill(line, killed))
		if want.err != "" {
			want.err = "pipestatic: " + want.err + "\n"
		}
		if got.code != want.code || got.err != want.err || want.out != "" && got.out != want.out {
			t.Errorf("%s: got %+v, want %+v", line, got, want)
		}
	}
}

// The rate is that of what the process counted in the time between the readings.
func TestTopCountsWhatWasCounted(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	total := func() float64 {
		line := "pipestatic cat -sum RUNNING -match http_requests_total | cut -f 2"
		text := c.run(t, c.fill(line, "")).out
		n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := total()
	got := c.run(t, c.fill("pipestatic top -json -n 2 -d 1s RUNNING | tail -n 1", ""))
	after := total()
	var view struct {
		Mean    bool
		Seconds float64
		Total   struct {
			Rate float64 `json:"requests_per_second"`
		}
	}
	if err := json.Unmarshal([]byte(got.out), &view); err != nil {
		t.Fatal(err, got)
	}
	n := view.Total.Rate * view.Seconds
	if view.Mean || view.Seconds < 0.9 || n <= 0 || n > 1.1*(after-before) {
		t.Errorf("%+v, of %.0f requests", view, after-before)
	}
}
