package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/transparency/hook"
)

// How a test ended, as go tool test2json says. A test that neither passed nor
// failed nor was skipped is unfinished, one that was not begun is absent.
const (
	pass       = "pass"
	fail       = "fail"
	skip       = "skip"
	unfinished = "unfinished"
	absent     = "absent"
)

// A result is what became of the tests of a package in one process.
type result struct {
	tests  map[string]string // how each ended
	output map[string]string // what each printed, and under "" what all of them did
	report hook.Report

	ended bool // the process was not killed and did not crash
	ok    bool // its exit code was 0
}

// status returns how a test ended. That without a name is the process.
func (r result) status(test string) string {
	switch s := r.tests[test]; {
	case test != "" && s == "":
		return absent
	case test != "":
		return s
	case r.ok, r.ended && r.failed():
		return pass // or the tests that failed are printed one by one
	}
	return fail
}

// failed reports whether a test failed.
func (r result) failed() bool {
	for _, s := range r.tests {
		if s == fail {
			return true
		}
	}
	return false
}

// run runs a test binary in the directory of its package, with the middleware in
// the given shape or, without a shape, alone. The pattern says which tests, all
// where it is empty.
func (b *binary) run(ctx context.Context, shape, pattern string) (r result, err error) {
	reports, err := os.MkdirTemp(b.workspace.dir, "reports")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(reports)
	c := b.command(ctx, pattern)
	c.Env = append(c.Env, hook.ShapeVariable+"="+shape, hook.ReportVariable+"="+reports)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		return r, fmt.Errorf("%s: %w", b.pkg, errors.Join(err, ctx.Err()))
	}
	if r, err = readEvents(&stdout); err != nil {
		return r, fmt.Errorf("%s: %w", b.pkg, err)
	}
	r.output[""] += stderr.String()
	var n int
	r.report, n, err = hook.Read(reports)
	code := c.ProcessState.ExitCode()
	r.ok, r.ended = code == 0, n > 0 && (code == 0 || code == testsFailed || code == racesFound)
	return r, err
}

// The exit codes of a test process that has run all its tests.
const (
	testsFailed = 1
	racesFound  = 66
)

// command returns the command that runs a test binary.
func (b *binary) command(ctx context.Context, pattern string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.workspace.test2json, "-t", "-p", b.pkg, b.file,
		"-test.v=test2json", "-test.paniconexit0", "-test.timeout="+b.timeout().String())
	c.Args = append(c.Args, b.flags...)
	if pattern != "" {
		c.Args = append(c.Args, "-test.run="+pattern)
	}
	c.Dir, c.WaitDelay = b.dir, time.Second
	c.Env = append(b.workspace.environment(), "PWD="+b.dir)
	return c
}

// An event is a line of go tool test2json.
type event struct{ Action, Test, Output string }

// readEvents reads what go tool test2json prints.
func readEvents(from io.Reader) (result, error) {
	r := result{tests: map[string]string{}, output: map[string]string{}}
	output := map[string]*strings.Builder{"": new(strings.Builder)}
	for d := json.NewDecoder(from); ; {
		var e event
		if err := d.Decode(&e); err == io.EOF {
			break
		} else if err != nil {
			return r, err
		}
		switch e.Action {
		case "run":
			r.tests[e.Test] = unfinished
		case pass, fail, skip:
			if e.Test != "" {
				r.tests[e.Test] = e.Action
			}
		case "output":
			if output[e.Test] == nil {
				output[e.Test] = new(strings.Builder)
			}
			output[e.Test].WriteString(e.Output)
			if e.Test != "" {
				output[""].WriteString(e.Output)
			}
		}
	}
	for test, text := range output {
		r.output[test] = text.String()
	}
	return r, nil
}
