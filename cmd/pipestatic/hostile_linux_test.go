package main

import (
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// hostile is a directory where all that a user may name has a sequence in it that
// clears the screen: a file, a program, the stats of ours and of a foreign pipe.
func hostile(t *testing.T) (dir string) {
	t.Helper()
	const clear = "\x1b[2J\u009b2J\x9b2J\u202e\r"
	dir = t.TempDir()
	pipetest.Serve(t, dir, "1073741824.stats", pipetest.Ours,
		pipetest.Text(pipetest.Frame("web"+clear, "ours"+clear+": 1")))
	pipetest.Serve(t, dir, "1073741824-2.stats", pipetest.Foreign,
		pipetest.Text("theirs"+clear+": 1\n"))
	pipetest.Dead(t, dir, "x"+clear+".stats", pipetest.Foreign)
	return dir
}

func TestNothingReachesTheTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	dir := hostile(t)
	for _, command := range []string{
		"ls", "ls -json", "cat", "cat -json", "cat -sum", "cat nosuch\x1b[2J", "x\x1b[2J",
		"cat -match \x1b[2J",
	} {
		args := strings.Split(command, " ")
		_, shown, err := onTerminal(t, dir, args...)
		_, piped, _ := played(t, dir, args...)
		if all := shown + err + piped; obeyed(all) != "" || len(all) < 20 {
			t.Errorf("%s: %q", command, all)
		}
	}
}
