package main

import (
	"context"
	"flag"
)

func ls() command {
	return command{
		name:    "ls",
		summary: "list the processes that have a pipe, and what became of them",
		setUp: func(flags *flag.FlagSet) action {
			dirs := addDirs(flags)
			return func(ctx context.Context, c console, _ []string) error {
				r, err := newHost(*dirs).read(ctx, nil)
				if err != nil {
					return err
				}
				for _, p := range r.Each {
					c.complain("%d %s %s", p.PID, p.name(), p.State)
				}
				return nil
			}
		},
	}
}
