package main

import (
	"context"
	"flag"
	"net/url"
	"slices"
	"time"
)

// A catting is what cat was asked for.
type catting struct {
	dirs    *[]string
	colours *colouring
	json    *bool
	match   []string
	sum     *bool
	watch   *time.Duration
	args    []string // pids, pipes and programs; none: all
}

func cat() command {
	return command{
		name:    "cat",
		args:    "[pid|name]...",
		summary: "show the stats of processes, or of all",
		setUp: func(flags *flag.FlagSet) action {
			o := catting{dirs: addDirs(flags), colours: addColour(flags), json: addJSON(flags)}
			flags.Func("match", "`pattern` of the stats' names (*, ?, [a-z]); may be repeated",
				func(pattern string) error { o.match = append(o.match, pattern); return nil })
			o.sum = flags.Bool("sum", false, "one list with the sums, instead of one per process")
			o.watch = flags.Duration("watch", 0,
				"read again every `interval`, such as 2s, and show what was counted per second")
			return func(ctx context.Context, c console, args []string) error {
				o.args = args
				return o.run(ctx, c)
			}
		},
	}
}

func (o catting) run(ctx context.Context, c console) error {
	if *o.watch < 0 {
		return usageError("-watch %v: give it a time to wait, such as 2s", *o.watch)
	}
	h, query := newHost(*o.dirs), url.Values{"match": o.match, "only": o.args}
	past := history{}
	var ticks <-chan time.Time
	if *o.watch > 0 {
		ticker := time.NewTicker(*o.watch)
		defer ticker.Stop()
		ticks = ticker.C
	}
	var before []string
	for {
		r, err := h.read(ctx, query)
		if err != nil {
			return err
		}
		past.rate(&r)
		if err := o.show(c.out, r); err != nil {
			return err
		}
		problems, code := o.verdict(r)
		for _, problem := range problems {
			if !slices.Contains(before, problem) {
				c.complain("%s", problem)
			}
		}
		if before = problems; *o.watch == 0 {
			return code
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticks:
		}
	}
}
