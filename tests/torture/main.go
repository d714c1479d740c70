//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func main() {
	roles.Play(allRoles())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run runs the scenarios that the arguments ask for.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("torture", flag.ContinueOnError)
	var o options
	flags.DurationVar(&o.duration, "duration", time.Minute, "of each scenario")
	flags.Uint64Var(&o.seed, "seed", rand.Uint64(), "makes the choices of a run again")
	flags.IntVar(&o.readers, "readers", 32, "of one program at once")
	only := flags.String("only", "", "comma-separated beginnings of `names`; none: all")
	list := flags.Bool("list", false, "print the scenarios and what they promise")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen := choose(scenarios(), *only)
	if *list {
		for _, s := range chosen {
			fmt.Fprintf(out, "%-18s %s\n", s.name, s.promise)
		}
		return nil
	}
	return runAll(ctx, chosen, o, out)
}

// choose returns the scenarios whose names begin with one of those.
func choose(all []scenario, only string) (chosen []scenario) {
	for _, s := range all {
		for beginning := range strings.SplitSeq(only, ",") {
			if strings.HasPrefix(s.name, beginning) {
				chosen = append(chosen, s)
				break
			}
		}
	}
	return chosen
}

func runAll(ctx context.Context, chosen []scenario, o options, out io.Writer) error {
	fmt.Fprintf(out, "seed %d\n", o.seed)
	total, failed := counts{}, false
	for _, s := range chosen {
		if ctx.Err() != nil {
			break
		}
		begun := time.Now()
		c, err := s.play(ctx, o)
		total.add(c)
		fmt.Fprintf(out, "%-18s %v, in %.1fs\n", s.name, c, time.Since(begun).Seconds())
		if err == nil && c["reads"]+c[needsRoot]+c[needsWrk] == 0 {
			err = errors.New("nothing was read")
		}
		if err != nil {
			fmt.Fprintf(out, "%-18s %v\n", s.name, err)
		}
		failed = failed || err != nil || c.broken() > 0
	}
	fmt.Fprintf(out, "%-18s %v\n", "total", total)
	if failed {
		return fmt.Errorf("a promise is broken, or could not be tried; the seed was %d", o.seed)
	}
	return nil
}
