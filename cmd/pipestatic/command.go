package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// A console is what a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
}

// A command is one of the words that may follow pipestatic.
type command struct {
	name    string
	args    string // what follows the flags, for people
	summary string

	// setUp declares the flags, and returns what to do once they are parsed.
	setUp func(*flag.FlagSet) action
}

// An action does what a command is for, with the arguments after the flags.
type action func(ctx context.Context, c console, args []string) error

func commands() []command {
	return []command{ls(), cat(), top(), serve(), version()}
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	c := console{in, out, err}
	cmd, args, failed := chosen(args)
	if failed == nil {
		failed = cmd.run(ctx, c, args)
	}
	if errors.Is(failed, flag.ErrHelp) {
		cmd.help(out)
		return exitOK
	}
	return c.end(failed)
}

// chosen returns the command that the arguments begin with. Without one it is the
// first, so that the program's name alone shows everything there is.
func chosen(args []string) (cmd command, rest []string, err error) {
	all := commands()
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && !asksForHelp(args[0]) {
		return all[0], args, nil
	}
	if asksForHelp(args[0]) {
		return command{}, nil, flag.ErrHelp
	}
	for _, cmd := range all {
		if cmd.name == args[0] {
			return cmd, args[1:], nil
		}
	}
	return command{}, nil, usageError("there is no command %q; pipestatic help lists them", args[0])
}

func asksForHelp(arg string) bool {
	return arg == "help" || arg == "-h" || arg == "-help" || arg == "--help"
}

func (cmd command) run(ctx context.Context, c console, args []string) error {
	flags, act := cmd.flags()
	args, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if err != nil {
		return usageError("%w; see pipestatic %s -h", err, cmd.name)
	}
	if len(args) > 0 && cmd.args == "" {
		return usageError("what is %q? pipestatic %s takes only flags", args[0], cmd.name)
	}
	return act(ctx, c, args)
}

// parse takes flags before, between and after arguments, as people write them.
// What follows "--" is arguments.
func parse(flags *flag.FlagSet, all []string) (args []string, err error) {
	for {
		if err := flags.Parse(all); err != nil {
			return nil, err
		}
		rest := flags.Args()
		parsed := all[:len(all)-len(rest)]
		if len(rest) == 0 || len(parsed) > 0 && parsed[len(parsed)-1] == "--" {
			return append(args, rest...), nil
		}
		args, all = append(args, rest[0]), rest[1:]
	}
}

func (cmd command) flags() (*flag.FlagSet, action) {
	flags := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags, cmd.setUp(flags)
}

// help says what the command takes, or, where it is none, which commands there are.
func (cmd command) help(w io.Writer) {
	if cmd.name == "" {
		fmt.Fprint(w, "usage: pipestatic [command] [flags] [arguments]\n\n")
		for _, cmd := range commands() {
			fmt.Fprintf(w, "  %-8s %s\n", cmd.name, cmd.summary)
		}
		fmt.Fprint(w, "\nWithout a command it is ls. pipestatic COMMAND -h has the flags.\n")
		return
	}
	flags, _ := cmd.flags()
	fmt.Fprintf(w, "usage: %s\n\n%s\n\n",
		strings.Join(strings.Fields("pipestatic "+cmd.name+" [flags] "+cmd.args), " "), cmd.summary)
	flags.SetOutput(w)
	flags.PrintDefaults()
}
