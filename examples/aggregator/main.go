// Aggregator is the aggregator as a program of its own: the sum of all processes
// of the host, where none of them is to answer for the others.
//
//	$ go run ./examples/aggregator
//	$ open http://127.0.0.1:7828/stats
//	$ curl -s http://127.0.0.1:7828/stats
//	$ curl -s http://127.0.0.1:7828/stats/metrics
//
// What is below /stats is in package aggregator. /healthz says that the program
// answers, and reads no pipe. docs/deploy.md says how to run it under systemd.
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

	"github.com/pipestatic/pipestatic/aggregator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "aggregator:", err)
		os.Exit(1)
	}
}

type options struct {
	addr  string
	hosts []string
	aggregator.Options
}

func parse(args []string, out io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("aggregator", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:7828", "`address` to listen on")
	flags.Func("host", "`name` that a proxy passes on, to be answered beside localhost"+
		" where the address is a loopback one; may be repeated",
		func(host string) error { o.hosts = append(o.hosts, host); return nil })
	flags.Func("dir", "`directory` of the pipes; may be repeated"+
		" (default PIPESTATIC_DIR, else /tmp/stats-pipe)",
		func(dir string) error { o.Dirs = append(o.Dirs, dir); return nil })
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("what is %q? All settings are flags, see -help", flags.Arg(0))
	}
	return o, nil
}
