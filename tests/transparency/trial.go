package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/transparency/hook"
)

// A trial is a run of each suite: in which shape the middleware is, and whether the
// race detector is on.
type trial struct {
	shape string
	race  bool
}

// The trials, those with the race detector last: what follows each other shares test
// binaries. More are tried where they are asked for.
var (
	trials = []trial{{hook.One, false}, {hook.Nested, false}, {hook.Several, false}, {hook.Nested, true}}
	more   = []trial{{hook.One, true}, {hook.Several, true}}
)

func (t trial) String() string {
	if t.race {
		return t.shape + " -race"
	}
	return t.shape
}

// A line is what came of a trial of a suite.
type line struct {
	suite         suite
	trial         trial
	tests         int
	without, with int // failures
	report        hook.Report
	findings      []finding
	passed        []string // tests that may fail
	took          time.Duration
}

// failed reports whether the middleware is at fault, or nothing was tried.
func (l line) failed() bool {
	for _, f := range l.findings {
		if f.caused() {
			return true
		}
	}
	return len(l.report.Violations) > 0 || l.report.Requests == 0
}

const lineFormat = "%-19s %-12s %6s %8s %6s %9s %9s %7s\n"

func printHeader(out io.Writer) {
	fmt.Fprintf(out, lineFormat, "", "", "", "failures", "", "", "", "")
	fmt.Fprintf(out, lineFormat, "suite", "shape", "tests", "without", "with", "handlers", "requests", "seconds")
}

// print prints the line, and what was found below it.
func (l line) print(out io.Writer) {
	fmt.Fprintf(out, lineFormat, l.suite.name, l.trial, fmt.Sprint(l.tests), fmt.Sprint(l.without), fmt.Sprint(l.with),
		fmt.Sprint(l.report.Handlers), fmt.Sprint(l.report.Requests), fmt.Sprintf("%.0f", l.took.Seconds()))
	for _, f := range l.findings {
		fmt.Fprintf(out, "    %v\n", f)
		if f.known == "" {
			printCause(out, f.output)
		}
	}
	for _, test := range l.passed {
		fmt.Fprintf(out, "    may fail and passes: %s; known.go need not have it\n", test)
	}
	for _, v := range l.report.Violations {
		fmt.Fprintf(out, "    FAIL the numbers: %s\n", v)
	}
	if l.report.Requests == 0 {
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
	case f.without > 0:
		return fmt.Sprintf("fails without, too: %s (%s); %s", name, f.status, again)
	}
	return fmt.Sprintf("not again: %s (%s); %s", name, f.status, again)
}

// crash is how the report of a crash or of a data race begins.
var crash = regexp.MustCompile(`(?m)^(panic: |fatal error: |WARNING: DATA RACE|runtime: )`)

// printCause prints what a test printed: the lines from a crash on, or the last.
func printCause(out io.Writer, text string) {
	const most = 40
	text = strings.TrimRight(text, "\n")
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-most):]
	if at := crash.FindStringIndex(text); at != nil {
		lines = strings.Split(text[at[0]:], "\n")
		lines = lines[:min(most, len(lines))]
	}
	for _, l := range lines {
		fmt.Fprintf(out, "        %s\n", l)
	}
}

// A runner runs trials of suites.
type runner struct {
	place *place
	out   io.Writer
	again int  // how often a test that failed is run again
	short bool // the tests are run with -short
}

// try runs the trials of a suite and reports whether all is well.
func (r runner) try(ctx context.Context, s suite, all []trial) (ok bool, err error) {
	dir, tested, err := r.place.fetch(ctx, s)
	if err != nil {
		return false, err
	}
	ok = true
	var binaries []*binary
	var without []result
	for i, t := range all {
		if i == 0 || t.race != all[i-1].race {
			if binaries, err = r.place.build(ctx, dir, tested, t.race, s.flags(r.short)); err != nil {
				return false, err
			}
			if without, err = runAll(ctx, binaries, ""); err != nil {
				return false, err
			}
		}
		l, err := r.measure(ctx, s, t, binaries, without)
		if err != nil {
			return false, err
		}
		l.print(r.out)
		ok = ok && !l.failed()
	}
	return ok, nil
}

// measure runs the test binaries of a suite with the middleware, and compares.
func (r runner) measure(ctx context.Context, s suite, t trial, binaries []*binary, without []result) (line, error) {
	l := line{suite: s, trial: t}
	begun := time.Now()
	with, err := runAll(ctx, binaries, t.shape)
	if err != nil {
		return l, err
	}
	l.took = time.Since(begun)
	for i, b := range binaries {
		l.tests += len(with[i].tests)
		l.without += without[i].failures()
		l.with += with[i].failures()
		l.report.Add(with[i].report)
		found, err := b.compare(ctx, s, t.shape, without[i], with[i], r.again)
		if err != nil {
			return l, err
		}
		l.findings = append(l.findings, found...)
		for _, k := range allowed {
			if k.suite == s.name && with[i].status(k.test) == pass {
				l.passed = append(l.passed, k.test)
			}
		}
	}
	return l, nil
}

// runAll runs all tests of the binaries, one after the other.
func runAll(ctx context.Context, binaries []*binary, shape string) (all []result, err error) {
	for _, b := range binaries {
		r, err := b.run(ctx, shape, "")
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
