package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// The exit codes.
const (
	exitOK        = 0
	exitMissing   = 1 // something did not answer, or failed
	exitUsage     = 2
	exitNothing   = 3   // there is nothing of that kind
	exitSignal    = 128 // and the signal's number, as shells have it
	exitInterrupt = 130
)

// A failure is an error that knows its exit code.
type failure struct {
	code int
	error
}

func (f failure) Unwrap() error { return f.error }

func usageError(format string, args ...any) error {
	return failure{exitUsage, fmt.Errorf(format, args...)}
}

func nothing(format string, args ...any) error {
	return failure{exitNothing, fmt.Errorf(format, args...)}
}

// A told is the exit code of a command that has told already what went wrong.
type told int

func (t told) Error() string { return fmt.Sprintf("exit code %d", int(t)) }

// end says what went wrong, in one line, and returns the exit code. Nothing is
// wrong when a signal ended the command.
func (c console) end(err error) int {
	var by caught
	var code told
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &by):
		return by.code()
	case errors.Is(err, context.Canceled):
		return exitInterrupt
	}
	c.complain("%v", err)
	var f failure
	if errors.As(err, &f) {
		return f.code
	}
	return exitMissing
}

// complain writes one line to standard error, whatever is in it.
func (c console) complain(format string, args ...any) {
	text := strings.TrimSpace(fmt.Sprintf(format, args...))
	fmt.Fprintf(c.err, "pipestatic: %s\n", terminal.Printable(text))
}
