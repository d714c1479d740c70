//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"nosuch":  `there is no command "nosuch"; pipestatic help lists them`,
		"-nosuch": "flag provided but not defined: -nosuch; see pipestatic ls -h",
		"ls 4711": `what is "4711"? pipestatic ls takes only flags`,
		"ls -color red": `invalid value "red" for flag -color: it is auto, always or never; ` +
			`see pipestatic ls -h`,
		"cat -watch":       "flag needs an argument: -watch; see pipestatic cat -h",
		"cat -watch -1s":   "-watch -1s: give it a time to wait, such as 2s",
		"cat -match [":     "match=[: syntax error in pattern",
		"serve -every -1s": "-every -1s: give it a time such as 5s, or 0 for never",
		"serve -path /{x}": "-path /{x}: give it a path such as /stats",
		"serve 7828":       `what is "7828"? pipestatic serve takes only flags`,
		"version -dir x":   "flag provided but not defined: -dir; see pipestatic version -h",
	} {
		var out, err bytes.Buffer
		code := run(t.Context(), strings.Fields(args), nil, &out, &err)
		if got := err.String(); code != exitUsage || got != "pipestatic: "+want+"\n" || out.Len() > 0 {
			t.Errorf("%s: %d\n%s%s", args, code, &out, got)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"help":     "usage: pipestatic [command] [flags] [arguments]\n\n  ls ",
		"-h":       "usage: pipestatic [command] [flags] [arguments]\n\n  ls ",
		"ls -h":    "usage: pipestatic ls [flags]\n\nlist the processes",
		"cat -h":   "usage: pipestatic cat [flags] [pid|name]...\n\nshow the stats",
		"serve -h": "usage: pipestatic serve [flags]\n\nanswer with the sum",
	} {
		var out, err bytes.Buffer
		code := run(t.Context(), strings.Fields(args), nil, &out, &err)
		if code != exitOK || !strings.HasPrefix(out.String(), want) || err.Len() > 0 {
			t.Errorf("%s: %d\n%s%s", args, code, &out, &err)
		}
	}
}

func TestFlagsAndArgumentsInAnyOrder(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"-json a -dir x b": "a b",
		"a b -json -dir x": "a b",
		"-dir x a -- -b c": "a -b c",
		"-dir x -- a -- b": "a -- b",
		"":                 "",
	} {
		flags, _ := ls().flags()
		args, err := parse(flags, strings.Fields(line))
		if got := strings.Join(args, " "); err != nil || got != want {
			t.Errorf("%s: %q, %v", line, got, err)
		}
	}
}

// A directory that nobody may trust is said to be one, in every command.
func TestADirectoryThatIsNone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"ls", "cat"} {
		var out, err bytes.Buffer
		code := run(t.Context(), []string{command, "-dir", file}, nil, &out, &err)
		if code != exitMissing || out.Len() > 0 || strings.Count(err.String(), "\n") != 1 ||
			!strings.Contains(err.String(), file) {
			t.Errorf("%s: %d\n%s%s", command, code, &out, &err)
		}
	}
}

func TestSignals(t *testing.T) {
	t.Parallel()
	for signal, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(caught{signal})
		var out, err bytes.Buffer
		code := run(ctx, []string{"cat", "-dir", t.TempDir()}, nil, &out, &err)
		if code != want || out.Len()+err.Len() > 0 {
			t.Errorf("%v: %d\n%s%s", signal, code, &out, &err)
		}
	}
}
