package aggregator

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// narrowed returns the reading as if there were only the chosen processes. One may
// be chosen by pid, by pipe (4711-2) or by program, and one that did not say its
// program by what the system calls it. Growth is kept by program, so a process that
// is chosen by pid has none.
func (r *reading) narrowed(only map[string]bool) *reading {
	if len(only) == 0 {
		return r
	}
	n := *r
	n.processes = slices.DeleteFunc(slices.Clone(r.processes), func(p *process) bool {
		return !only[p.id()] && !only[strconv.Itoa(p.pid)] && !only[p.called()]
	})
	n.growth = slices.DeleteFunc(slices.Clone(r.growth), func(g grown) bool {
		return !only[g.program]
	})
	return &n
}

// id tells the process from others, in a link, and to people.
func (p *process) id() string { return strings.TrimSuffix(filepath.Base(p.file), ".stats") }

// called is what the process calls itself, or the system does.
func (p *process) called() string {
	if p.program != "" {
		return p.program
	}
	return p.command
}
