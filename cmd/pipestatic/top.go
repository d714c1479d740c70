package main

import (
	"context"
	"errors"
	"flag"
)

func top() command {
	return command{
		name:    "top",
		summary: "show what the programs are doing, again and again",
		setUp: func(flags *flag.FlagSet) action {
			addDirs(flags)
			return func(context.Context, console, []string) error {
				return errors.New("top is not there yet")
			}
		},
	}
}
