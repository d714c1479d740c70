package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A screen is a terminal of tmux with a shell, where c's names of pids are known.
type screen struct {
	t      *testing.T
	c      command
	socket string
	modes  string // of the terminal, when it was new
}

func newScreen(t *testing.T, c command, columns, lines int) *screen {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("needs tmux")
	}
	s := &screen{t: t, c: c, socket: t.TempDir() + "/tmux"}
	s.tmux("-f", "/dev/null", "new-session", "-d",
		"-x", strconv.Itoa(columns), "-y", strconv.Itoa(lines),
		"-e", "PIPESTATIC="+c.binary, "-e", "PIPESTATIC_DIR="+c.dir, "-e", "PS1=ready> ",
		"-e", "LC_ALL=C.UTF-8", "bash", "--norc", "--noprofile")
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", s.socket, "kill-server").Run() })
	s.shows(`^ready>`)
	s.modes = s.stty()
	return s
}

func (s *screen) tmux(args ...string) string {
	s.t.Helper()
	tmux := exec.Command("tmux", append([]string{"-u", "-S", s.socket}, args...)...)
	out, err := tmux.CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// press presses keys, which have names, or types text.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	s.tmux(append([]string{"send-keys"}, keys...)...)
}

// enter enters a line.
func (s *screen) enter(line string) { s.t.Helper(); s.press(line, "Enter") }

func (s *screen) resize(columns, lines int) {
	s.t.Helper()
	s.tmux("resize-window", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(lines))
}

func (s *screen) text() string { s.t.Helper(); return s.tmux("capture-pane", "-p") }

func (s *screen) shows(pattern string) {
	s.t.Helper()
	s.wait("no "+pattern, s.has(pattern, true))
}

func (s *screen) hides(pattern string) {
	s.t.Helper()
	s.wait("still "+pattern, s.has(pattern, false))
}

func (s *screen) has(pattern string, want bool) func(text string) bool {
	return func(text string) bool { return s.c.matches(text, pattern, "") == want }
}

// wait waits until the screen is as it should be.
func (s *screen) wait(what string, ok func(text string) bool) {
	s.t.Helper()
	text := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if text = s.text(); ok(text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("%s on\n%s", s.c.fill(what, ""), text)
}

// inOrder waits until the rows of those processes are.
func (s *screen) inOrder(first, second string) {
	s.t.Helper()
	s.wait("not in order", func(text string) bool {
		at := func(name string) int {
			row := regexp.MustCompile(`(?m)^.` + s.c.fill(name, "") + ` `).FindStringIndex(text)
			if row == nil {
				return -1
			}
			return row[0]
		}
		return at(first) >= 0 && at(first) < at(second)
	})
}

// ended waits until the program has ended, and looks at what it left.
func (s *screen) ended(code int) {
	s.t.Helper()
	s.shows(fmt.Sprintf(`^it ended with %d$`, code))
	s.isRestored()
}

// isRestored checks the terminal's modes, its screen and its cursor. The shell has
// modes of its own while a line is typed: stty sees those that programs get.
func (s *screen) isRestored() {
	s.t.Helper()
	if got := s.stty(); got != s.modes {
		s.t.Errorf("the modes are\n%s\nand were\n%s", got, s.modes)
	}
	const whole = "1 0 1\n"
	got := s.tmux("display-message", "-p", "#{cursor_flag} #{alternate_on} #{wrap_flag}")
	if got != whole {
		s.t.Errorf("cursor, alternate screen and wrapping are %q, not %q", got, whole)
	}
}

func (s *screen) stty() string {
	s.t.Helper()
	file := s.t.TempDir() + "/modes"
	s.enter("stty -g >" + file + ".new; mv " + file + ".new " + file)
	var modes []byte
	eventually(s.t, 20*time.Second, "stty has written", func() (ok bool) {
		var err error
		modes, err = os.ReadFile(file)
		return err == nil
	})
	return string(modes)
}

// child returns the pid of the program that the shell runs.
func (s *screen) child() int {
	s.t.Helper()
	shell := strings.TrimSpace(s.tmux("display-message", "-p", "#{pane_pid}"))
	children, err := os.ReadFile("/proc/" + shell + "/task/" + shell + "/children")
	pid, _ := strconv.Atoi(strings.TrimSpace(string(children)))
	if err != nil || pid == 0 {
		s.t.Fatalf("the shell runs %q, %v", children, err)
	}
	return pid
}
