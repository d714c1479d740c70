package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// Colours are what a terminal is told to show a line in. They say nothing that is
// not also there in words.
const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "31"
	yellow = "33"
)

// A paint puts lines in colour, or leaves them.
type paint bool

func (p paint) in(colour, line string) string {
	if !p || colour == plain {
		return line
	}
	return "\x1b[" + colour + "m" + line + "\x1b[0m"
}

// A colouring is when to use colours: the flag -color.
type colouring string

func addColour(flags *flag.FlagSet) *colouring {
	c := colouring("auto")
	flags.Func("color", "`when` to use colors: always, never, or auto, which is on a"+
		" terminal, unless NO_COLOR is set (default auto)", c.set)
	return &c
}

func (c *colouring) set(when string) error {
	if when != "auto" && when != "always" && when != "never" {
		return fmt.Errorf("it is auto, always or never")
	}
	*c = colouring(when)
	return nil
}

// on decides for what is written to w.
func (c colouring) on(w io.Writer) paint {
	if c != "auto" {
		return c == "always"
	}
	return paint(isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb")
}

// colourOf is what the state of a process is shown in.
func colourOf(p process) string {
	switch {
	case p.silent():
		return red
	case p.State == "refused":
		return yellow
	case p.State == "dead":
		return dim
	}
	return plain
}

// isTerminal reports whether a person reads what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && terminal.Is(f)
}
