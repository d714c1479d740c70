// Webapp is a small shop that shows how it is doing to anybody who types cat.
//
//	$ go run ./examples/webapp
//	$ cat /tmp/stats-pipe/4711.stats
//
// It brings its own customers, so there is something to see at once. Start a
// second copy with -addr 127.0.0.1:8081, and the sums at /admin/stats are those
// of both.
//
// What a program of one's own needs of this is in serve.go and routes.go: one
// line for the middleware, one for the mirror of expvar, one for the page with
// the sums. names.go and the calls of package stats are the shop's own numbers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "webapp:", err)
		os.Exit(1)
	}
}

// maxTraffic keeps the built-in customers from being a load test.
const maxTraffic = 1000

type options struct {
	addr    string
	traffic int
}

func parse(args []string, out io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("webapp", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "`address` to listen on")
	flags.IntVar(&o.traffic, "traffic", 50,
		"`requests` per second of the built-in customers, 0 for none")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("what is %q? All settings are flags, see -help", flags.Arg(0))
	}
	if o.traffic < 0 || o.traffic > maxTraffic {
		return o, fmt.Errorf("-traffic %d is not between 0 and %d", o.traffic, maxTraffic)
	}
	return o, nil
}
