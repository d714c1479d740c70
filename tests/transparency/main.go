package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "transparency:", err)
		os.Exit(1)
	}
}

// run runs the suites that the arguments ask for.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("transparency", flag.ContinueOnError)
	only := flags.String("only", "", "comma-separated `names` of suites; none: all")
	shapes := flags.String("shapes", "", "comma-separated `shapes`, as they are printed; none: all")
	again := flags.Int("again", 4, "how `often` a test that failed is run again")
	short := flags.Bool("short", false, "run the tests with -short")
	list := flags.Bool("list", false, "print the suites and the tests that may fail")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(suites, *only, func(s suite) string { return s.name })
	if err != nil {
		return err
	}
	wanted := variants
	if *shapes != "" {
		if wanted, err = choose(slices.Concat(variants, others), *shapes, variant.String); err != nil {
			return err
		}
	}
	if *list {
		printSuites(out, chosen)
		return nil
	}
	dir, err := os.MkdirTemp("", "transparency")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w, err := newWorkspace(ctx, dir)
	if err != nil {
		return err
	}
	return runner{workspace: w, out: out, again: *again, short: *short}.runSuites(ctx, chosen, wanted)
}

// printSuites prints what would be run.
func printSuites(out io.Writer, chosen []suite) {
	for _, s := range chosen {
		fmt.Fprintf(out, "%-19s %s\n", s.name, strings.TrimSuffix(s.module+"@"+s.version, "@"))
		for _, k := range slices.Concat(allowed, notRun) {
			if k.suite == s.name {
				fmt.Fprintf(out, "    %s: %s\n", k.test, k.reason)
			}
		}
	}
}

// choose returns those of all that have one of the names, or all.
func choose[T any](all []T, names string, name func(T) string) (chosen []T, err error) {
	if names == "" {
		return all, nil
	}
	for n := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(x T) bool { return name(x) == n })
		if i < 0 {
			return nil, fmt.Errorf("nothing is called %q", n)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// runSuites runs the variants of each suite. One that cannot be run fails, and the next
// is run.
func (r runner) runSuites(ctx context.Context, chosen []suite, wanted []variant) error {
	printHeader(r.out)
	var failed []string
	for _, s := range chosen {
		ok, err := r.runSuite(ctx, s, wanted)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(r.out, "%-19s cannot be run: %v\n", s.name, err)
		}
		if err != nil || !ok {
			failed = append(failed, s.name)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
	}
	return nil
}
