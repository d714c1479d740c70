package main

import (
	"bufio"
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
		return pass // or the tests that failed are told one by one
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
	reports, err := os.MkdirTemp(b.place.dir, "reports")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(reports)
	args := []string{"-t", "-p", b.pkg, b.file, "-test.v=test2json", "-test.paniconexit0",
		"-test.timeout=" + b.timeout().String()}
	args = append(args, b.flags...)
	if pattern != "" {
		args = append(args, "-test.run="+pattern)
	}
	c := exec.CommandContext(ctx, b.place.test2json, args...)
	c.Dir, c.WaitDelay = b.dir, time.Second
	c.Env = append(b.place.environment(),
		hook.ShapeVariable+"="+shape, hook.ReportVariable+"="+reports, "PWD="+b.dir)
	out, err := c.StdoutPipe()
	if err != nil {
		return r, err
	}
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		return r, err
	}
	r, err = readEvents(out)
	r.output[""] += stderr.String()
	var exit *exec.ExitError
	if waited := c.Wait(); err == nil && waited != nil && !errors.As(waited, &exit) {
		err = waited
	}
	if err = errors.Join(err, ctx.Err()); err != nil {
		return r, fmt.Errorf("%s: %w", b.pkg, err)
	}
	code := c.ProcessState.ExitCode()
	r.ok, r.ended = code == 0, code == 0 || code == 1
	var n int
	r.report, n, err = hook.Read(reports)
	r.ended = r.ended && n > 0
	return r, err
}

// An event is a line of go tool test2json.
type event struct{ Action, Test, Output string }

// readEvents reads what go tool test2json prints.
func readEvents(from io.Reader) (result, error) {
	r := result{tests: map[string]string{}, output: map[string]string{}}
	output := map[string]*strings.Builder{"": new(strings.Builder)}
	for d := json.NewDecoder(bufio.NewReader(from)); ; {
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
