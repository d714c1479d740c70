// Pipestatic shows what the programs of this machine count on their pipes: in a
// terminal, or over HTTP.
//
//	$ pipestatic                  # ls: which processes there are
//	$ pipestatic cat webapp       # the stats of one, or of all
//	$ pipestatic top              # what they are doing now
//	$ pipestatic serve            # their sum, at http://127.0.0.1:7828/stats
//
// It is a client of package aggregator's JSON, in the same process: what is dead,
// slow or refused is said there. pipestatic.1 and docs/command.md have the rest.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := interruptible()
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A caught is the signal that ended a context.
type caught struct{ os.Signal }

func (c caught) Error() string { return c.String() }

func (c caught) code() int {
	number, _ := c.Signal.(syscall.Signal)
	return exitSignal + int(number)
}

// interruptible returns a context that the first SIGINT or SIGTERM ends, with the
// signal as its cause. The second ends the program, should it not have listened.
// A broken pipe is left to the runtime: for standard output it is the quiet end.
func interruptible() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-signals
		signal.Stop(signals)
		cancel(caught{s})
	}()
	return ctx, func() { signal.Stop(signals) }
}
