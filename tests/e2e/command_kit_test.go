//go:build linux

package e2e

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A command is pipestatic, built, on a directory where one example program runs
// and one is stopped.
type command struct {
	binary, shop, dir string
	running, stopped  string // pids
}

func newCommand(t *testing.T) command {
	t.Helper()
	c := command{build(t, "./cmd/pipestatic"), build(t, "./examples/webapp"), t.TempDir(), "", ""}
	c.running = c.open(t, syscall.Signal(0))
	c.stopped = c.open(t, syscall.SIGSTOP)
	return c
}

// open starts an example program, lets it count, and sends it a signal. It returns
// its pid.
func (c command) open(t *testing.T, signal syscall.Signal) (pid string) {
	t.Helper()
	s := open(t, c.shop, c.dir)
	eventually(t, 5*time.Second, "numbers move", func() bool { return s.requests(t) > 0 })
	if err := s.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	if signal == syscall.SIGKILL {
		_ = s.Wait()
	}
	return strconv.Itoa(s.Process.Pid)
}

// said is what one run of the command wrote, and how it ended.
type said struct {
	code     int // -1: by a signal
	out, err string
}

// run runs a line of a shell, in which pipestatic is the command. It is for ever
// if it takes ten seconds.
func (c command) run(t *testing.T, line string) said {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var out, stderr bytes.Buffer
	sh := exec.CommandContext(ctx, "sh", "-c", `pipestatic() { "$PIPESTATIC" "$@"; }; `+line)
	sh.Env = append(os.Environ(), "PIPESTATIC="+c.binary, "PIPESTATIC_DIR="+c.dir)
	sh.Stdout, sh.Stderr = &out, &stderr
	begun := time.Now()
	var exit *exec.ExitError
	if err := sh.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	t.Logf("%s: %v", line, time.Since(begun).Round(time.Millisecond))
	return said{sh.ProcessState.ExitCode(), out.String(), stderr.String()}
}

// matches reports whether the text is as a pattern says. RUNNING, STOPPED and
// KILLED are pids in it.
func (c command) matches(text, pattern, killed string) bool {
	return regexp.MustCompile("(?m)" + c.fill(pattern, killed)).MatchString(text)
}

func (c command) fill(text, killed string) string {
	return strings.NewReplacer("RUNNING", c.running, "STOPPED", c.stopped, "KILLED", killed).
		Replace(text)
}
