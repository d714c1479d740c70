package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
)

// The exit codes. A signal that ends the program adds its number to exitSignal:
// 130 is an interrupt.
const (
	exitOK      = 0
	exitMissing = 1 // something did not answer, or failed
	exitUsage   = 2
	exitNothing = 3 // there is nothing of that kind
	exitSignal  = 128
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

// errMissing is for what has been told already, line by line.
var errMissing = errors.New("something did not answer")

// end says what went wrong, in one line, and returns the exit code.
func (c console) end(err error) int {
	var f failure
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return exitOK
	case errors.Is(err, errMissing):
		return exitMissing
	case errors.As(err, &f) && f.code == exitUsage, errors.As(err, &f):
		c.complain("%v", err)
		return f.code
	}
	var by caught
	if errors.As(err, &by) {
		return exitSignal + int(by.Signal)
	}
	c.complain("%v", err)
	return exitMissing
}

// complain writes one line to standard error, whatever is in it.
func (c console) complain(format string, args ...any) {
	text := strings.TrimSpace(fmt.Sprintf(format, args...))
	fmt.Fprintf(c.err, "pipestatic: %s\n", printable(text))
}

// interrupted is the end of a command that goes on until somebody ends it.
func interrupted(ctx context.Context) error { return context.Cause(ctx) }
