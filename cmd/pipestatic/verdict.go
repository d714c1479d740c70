package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// verdict says what is missing, a line each, and how cat ends.
func (o catting) verdict(r reading) (problems []string, end error) {
	code := exitOK
	for _, p := range r.Each {
		if !p.read() {
			problems = append(problems, p.problem())
		}
		// What is dead, or not ours to read, is missed only where it was asked for.
		if p.silent() || !p.read() && len(o.args) > 0 {
			code = exitMissing
		}
	}
	for _, arg := range o.args {
		if !r.has(arg) {
			problems = append(problems, fmt.Sprintf(
				"there is no pipe of %s; pipestatic ls lists all", arg))
			code = exitMissing
		}
	}
	if n := r.Processes; !n.Complete && n.Slow+n.Torn == 0 {
		problems = append(problems, "there are too many stats, and some are left out; see ls")
		code = exitMissing
	}
	switch {
	case len(r.Each) == 0 && len(o.args) == 0:
		return problems, noPipes(*o.dirs)
	case len(r.Each) == 0, code == exitOK && r.Processes.Read == 0:
		code = exitNothing
	case code == exitOK && len(r.Stats)+len(r.Quantiles) == 0 && len(o.match) > 0:
		problems = append(problems, "no stat is called that; without -match all are shown")
		code = exitNothing
	}
	if code == exitOK {
		return problems, nil
	}
	return problems, told(code)
}

func (r reading) has(arg string) bool {
	return slices.ContainsFunc(r.Each, func(p process) bool { return p.is(arg) })
}

// problem says why a pipe is not read, and what to do.
func (p process) problem() string {
	text := p.id()
	if name := p.name(); name != "" {
		text += " (" + name + ")"
	}
	text += " is " + p.State
	if p.Reason != "" {
		text += ": " + p.Reason
	}
	return text + p.advice()
}

func (p process) advice() string {
	switch {
	case p.Reason == "its process is stopped":
		return fmt.Sprintf("; kill -CONT %d lets it go on", p.PID)
	case p.silent():
		return "; try again"
	case p.State == "refused" && os.Geteuid() != 0:
		return "; maybe " + p.User + " may read it"
	}
	return ""
}

// noPipes is the end of a command that found none at all.
func noPipes(dirs []string) error {
	if len(dirs) == 0 {
		dirs = []string{"/tmp/stats-pipe"}
		if dir := os.Getenv("PIPESTATIC_DIR"); dir != "" {
			dirs[0] = dir
		}
	}
	return nothing("there is no pipe in %s; where programs have another PIPESTATIC_DIR, "+
		"name it with -dir", strings.Join(dirs, ", "))
}
