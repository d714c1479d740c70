package main

import (
	"flag"
	"os"
	"strings"
	"testing"
)

// Every flag of every command is in the synopsis of that command, and said
// something about; and there are no others.
func TestTheManualHasEveryFlag(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("pipestatic.1")
	if err != nil {
		t.Fatal(err)
	}
	manual := string(text)
	_, rest, _ := strings.Cut(manual, ".Sh SYNOPSIS\n")
	synopsis, rest, _ := strings.Cut(rest, ".Sh ")
	used := map[string]bool{}
	for _, cmd := range commands() {
		_, own, _ := strings.Cut(synopsis, ".Cm "+cmd.name+"\n")
		own, _, _ = strings.Cut(own, ".Nm\n")
		declared := 0
		flags, _ := cmd.flags()
		flags.VisitAll(func(f *flag.Flag) {
			used[f.Name], declared = true, declared+1
			if !strings.Contains(own, ".Op Fl "+f.Name+"\n") &&
				!strings.Contains(own, ".Op Fl "+f.Name+" Ar ") {
				t.Errorf("%s: -%s is not in the synopsis", cmd.name, f.Name)
			}
			if !strings.Contains(rest, ".It Fl "+f.Name) {
				t.Errorf("%s: nothing is said about -%s", cmd.name, f.Name)
			}
		})
		if n := strings.Count(own, ".Op Fl "); n != declared {
			t.Errorf("%s has %d flags, its synopsis %d", cmd.name, declared, n)
		}
		if !strings.Contains(rest, ".It Cm "+cmd.name+"\n") {
			t.Errorf("nothing is said about %s", cmd.name)
		}
	}
	for line := range strings.Lines(rest) {
		name, is := strings.CutPrefix(strings.TrimSpace(line), ".It Fl ")
		if name, _, _ = strings.Cut(name, " "); is && !used[name] {
			t.Errorf("no command has -%s", name)
		}
	}
}
