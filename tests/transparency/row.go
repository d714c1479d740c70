package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/transparency/hook"
)

// A row is the result of a suite in a variant.
type row struct {
	suite         suite
	variant       variant
	tests         int
	without, with int // failures
	report        hook.Report
	findings      []finding
	onlyWithout   []string // tests that failed without and passed with
	staleKnown    []string // known failures that did not fail
	took          time.Duration
}

// failed reports whether the middleware is at fault, or nothing was tried.
func (r row) failed() bool {
	for _, f := range r.findings {
		if f.caused() {
			return true
		}
	}
	return len(r.report.Violations) > 0 || r.report.Requests == 0
}

const rowFormat = "%-19s %-12s %6s %8s %6s %9s %9s %7s\n"

func printHeader(out io.Writer) {
	fmt.Fprintf(out, rowFormat, "", "", "", "failures", "", "", "", "")
	fmt.Fprintf(out, rowFormat, "suite", "shape", "tests", "without", "with", "handlers", "requests", "seconds")
}

// print prints the row, and what was found below it.
func (r row) print(out io.Writer) {
	fmt.Fprintf(out, rowFormat, r.suite.name, r.variant, fmt.Sprint(r.tests), fmt.Sprint(r.without), fmt.Sprint(r.with),
		fmt.Sprint(r.report.Handlers), fmt.Sprint(r.report.Requests), fmt.Sprintf("%.0f", r.took.Seconds()))
	printed := 0
	for _, f := range r.findings {
		fmt.Fprintf(out, "    %v\n", f)
		if f.known == "" && printed < mostCauses {
			printCause(out, f.output)
			printed++
		}
	}
	for _, test := range r.onlyWithout {
		fmt.Fprintf(out, "    without only: %s\n", test)
	}
	for _, test := range r.staleKnown {
		fmt.Fprintf(out, "    known to fail, and passes: %s\n", test)
	}
	for _, v := range r.report.Violations {
		fmt.Fprintf(out, "    FAIL the numbers: %s\n", v)
	}
	if r.report.Requests == 0 {
		fmt.Fprintln(out, "    FAIL no request was counted: the handlers had no middleware around them")
	}
}

// String says what was found and what that means.
func (f finding) String() string {
	name := f.pkg + " " + f.test
	if f.test == "" {
		name = fmt.Sprintf("%s, the process as a whole, %d tests not begun", f.pkg, f.cut)
	}
	again := fmt.Sprintf("again: %d of %d with, %d of %d without", f.with, f.again, f.without, f.again)
	switch {
	case f.known != "":
		return fmt.Sprintf("known %s: %s", name, f.known)
	case f.caused():
		return fmt.Sprintf("FAIL %s (%s); %s", name, f.status, again)
	case f.without > 0, f.before != pass:
		return fmt.Sprintf("fails without, too: %s (%s); %s", name, f.status, again)
	}
	return fmt.Sprintf("not again: %s (%s); %s", name, f.status, again)
}

// crash is how the report of a crash or of a data race begins.
var crash = regexp.MustCompile(`(?m)^(panic: |fatal error: |WARNING: DATA RACE|runtime: )`)

const (
	mostCauses = 5  // of a row: many tests fail for one reason
	mostLines  = 25 // of a cause
)

// printCause prints what a test printed: the lines from a crash on, or the last.
func printCause(out io.Writer, text string) {
	text = strings.TrimRight(text, "\n")
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-mostLines):]
	if at := crash.FindStringIndex(text); at != nil {
		lines = strings.Split(text[at[0]:], "\n")
		lines = lines[:min(mostLines, len(lines))]
	}
	for _, l := range lines {
		fmt.Fprintf(out, "        %s\n", l)
	}
}
