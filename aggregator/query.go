package aggregator

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
)

// A query is what a request asks to see of a reading.
type query struct {
	match    []string        // globs for path.Match, separators hidden; none: every name
	programs map[string]bool // none: every program
	only     map[string]bool // pipes, pids and programs; none: every process
	values   bool            // the process list: each one's values, too
	process  bool            // metrics: series of each process; the root: their list
	page     pageQuery

	asker context.Context // done when nobody waits for the answer any more; or nil
}

// These bound the work that one request can ask for: it grows with the bytes of
// its patterns, for every byte of every name.
const (
	maxPatterns     = 100
	maxPatternBytes = 1024 // of all together
)

func parseQuery(raw string) (q query, err error) {
	form, err := url.ParseQuery(raw)
	if err != nil {
		return q, fmt.Errorf("bad query: %w", err)
	}
	if len(form["match"]) > maxPatterns || len(strings.Join(form["match"], "")) > maxPatternBytes {
		return q, fmt.Errorf("match: more than %d patterns, or %d bytes of them",
			maxPatterns, maxPatternBytes)
	}
	for _, pattern := range form["match"] {
		if _, err := path.Match(pattern, ""); err != nil {
			return q, fmt.Errorf("match=%s: %w", pattern, err)
		}
		q.match = append(q.match, hideSlashes(pattern))
	}
	q.programs = map[string]bool{} // looked up for every counter there is
	for _, program := range form["program"] {
		q.programs[program] = true
	}
	q.only = map[string]bool{}
	for _, chosen := range form["only"] {
		q.only[chosen] = true
	}
	q.process = form.Get("by") == "process"
	q.values = form.Get("values") == "1"
	q.page = parsePageQuery(form)
	return q, nil
}

// abandoned reports whether nobody waits for the answer any more.
func (q query) abandoned() bool { return q.asker != nil && q.asker.Err() != nil }

// hideSlashes makes path.Match take a slash for a character like any other. No
// name holds the one that stands for it.
func hideSlashes(s string) string { return strings.ReplaceAll(s, "/", "\x00") }

// shows reports whether the stat of that name is asked for.
func (q query) shows(name string) bool {
	if len(q.match) == 0 {
		return true
	}
	name = hideSlashes(name)
	return slices.ContainsFunc(q.match, func(pattern string) bool {
		ok, _ := path.Match(pattern, name)
		return ok
	})
}

// wants reports whether the process is asked for.
func (q query) wants(p *process) bool { return q.wantsProgram(p.program) }

func (q query) wantsProgram(program string) bool {
	return len(q.programs) == 0 || q.programs[program]
}
