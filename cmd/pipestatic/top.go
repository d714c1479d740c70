package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
	view "github.com/pipestatic/pipestatic/cmd/pipestatic/internal/top"
)

// A topping is what top was asked for.
type topping struct {
	dirs    *[]string
	colours *colouring
	json    *bool
	every   *time.Duration
	times   *int
	args    []string // pids, pipes and programs; none: all
}

func top() command {
	return command{
		name:    "top",
		args:    "[pid|name]...",
		summary: "show what programs, processes and routes are doing, again and again",
		setUp: func(flags *flag.FlagSet) action {
			o := topping{dirs: addDirs(flags), colours: addColour(flags), json: addJSON(flags)}
			o.every = flags.Duration("d", 2*time.Second, "`interval` between two readings")
			o.times = flags.Int("n", 0, "write so `many` readings instead of a full screen"+
				" (default 1 where there is no terminal, or with -json)")
			return func(ctx context.Context, c console, args []string) error {
				o.args = args
				return o.run(ctx, c)
			}
		},
	}
}

// leastEvery keeps the eye, and the programs, from too many readings.
const leastEvery = 100 * time.Millisecond

func (o topping) run(ctx context.Context, c console) error {
	if *o.every < leastEvery {
		return usageError("-d %v: an interval has to be %v at the least", *o.every, leastEvery)
	}
	if *o.times < 0 {
		return usageError("-n %d: there can be 1 reading, or more", *o.times)
	}
	h := newHost(*o.dirs)
	read := func(ctx context.Context) (view.Reading, error) {
		at := time.Now()
		answer, err := h.ask(ctx, "/processes?values=1")
		if err != nil {
			return view.Reading{}, err
		}
		return view.Decode(answer, at)
	}
	in, out, live := terminals(c)
	if live && *o.times == 0 && !*o.json {
		return o.live(ctx, read, in, out)
	}
	return o.batch(ctx, read, c.out)
}

// terminals returns what top reads keys from, and draws on.
func terminals(c console) (in, out *os.File, ok bool) {
	in, isIn := c.in.(*os.File)
	out, isOut := c.out.(*os.File)
	return in, out, isIn && isOut && terminal.Is(in) && terminal.Is(out)
}

func (o topping) live(ctx context.Context, read view.Source, in, out *os.File) error {
	t, err := terminal.Open(in, out)
	if err != nil {
		return err
	}
	defer t.Close()
	l := view.Live{
		Terminal: t, Read: read, Model: view.NewModel(o.args),
		Screen: &view.Screen{
			Color: bool(o.colours.on(out)), Every: *o.every,
			Where: strings.Join(searched(*o.dirs), ", "),
		},
	}
	ended := l.Run(ctx)
	switch {
	case ended.Signal != nil:
		return caught{ended.Signal}
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(ended.Err, io.EOF): // nobody is there any more
		return nil
	}
	return ended.Err
}

func (o topping) batch(ctx context.Context, read view.Source, out io.Writer) error {
	write := view.Tabbed
	if isTerminal(out) {
		write = view.Text
	}
	if *o.json {
		write = view.JSON
	}
	b := view.Batch{
		Read: read, Model: view.NewModel(o.args), Write: write, Out: out,
		Every: *o.every, Times: *o.times,
	}
	last, err := b.Run(ctx)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case len(last.Tables[view.Processes]) == 0 && len(o.args) > 0:
		return nothing("there is no process of %s; pipestatic ls lists all",
			strings.Join(o.args, ", "))
	case len(last.Tables[view.Processes]) == 0:
		return noPipes(*o.dirs)
	case !last.Complete():
		return told(exitMissing)
	}
	return nil
}
