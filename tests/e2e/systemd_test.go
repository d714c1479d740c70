//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const unitFile = "systemd/pipestatic-aggregator.service"

// systemd runs one of systemd's tools, and fails when it does.
func systemd(t *testing.T, stdin, tool string, args ...string) (out string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skip("needs " + tool)
	}
	c := exec.Command(tool, args...)
	c.Stdin = strings.NewReader(stdin)
	text, err := c.CombinedOutput()
	if strings.Contains(string(text), "unrecognized option") {
		t.Skip("needs systemd 250 or newer")
	}
	if err != nil {
		t.Fatalf("%v: %v\n%s", c, err, text)
	}
	return string(text)
}

// unitAt returns the path of a copy of the unit, which starts that program.
func unitAt(t *testing.T, program string) string {
	t.Helper()
	const installed = "/usr/local/bin/pipestatic"
	unit := strings.Replace(contrib(t, unitFile), "ExecStart="+installed, "ExecStart="+program, 1)
	path := filepath.Join(t.TempDir(), filepath.Base(unitFile))
	if err := os.WriteFile(path, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUnitIsExposedLittle(t *testing.T) {
	out := systemd(t, "", "systemd-analyze", "security", "--offline=true", unitAt(t, "/bin/true"))
	m := regexp.MustCompile(`Overall exposure level for \S+: ([0-9.]+)`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no level in\n%s", out)
	}
	level, err := strconv.ParseFloat(m[1], 64)
	if err != nil || level >= 2 {
		t.Errorf("%v: the level is %s, want below 2\n%s", err, m[1], out)
	}
	t.Log("exposure", level)
}

// What would lower the level further hides the pipes, or whose they are.
func TestUnitSeesThePipes(t *testing.T) {
	lines := strings.Split(contrib(t, unitFile), "\n")
	for _, want := range []string{
		"PrivateTmp=no", "ProtectProc=default", "PrivateUsers=no", "User=pipestatic",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line %s", want)
		}
	}
	if slices.Contains(lines, "DynamicUser=yes") {
		t.Error("DynamicUser brings PrivateTmp")
	}
}

// The program understands every argument, and systemd every line.
func TestUnitStartsTheAggregator(t *testing.T) {
	t.Parallel()
	program := build(t, "./cmd/pipestatic")
	command := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(contrib(t, unitFile))
	args := append(strings.Fields(command[1])[1:], "-help")
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", args, err, out)
	}
	if out := systemd(t, "", "systemd-analyze", "verify", unitAt(t, program)); out != "" {
		t.Error(out)
	}
}

func TestUnitsUserIsMade(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "etc"), 0o755); err != nil {
		t.Fatal(err)
	}
	systemd(t, contrib(t, "sysusers.d/pipestatic.conf"), "systemd-sysusers", "--root="+root, "-")
	users, err := os.ReadFile(filepath.Join(root, "etc", "passwd"))
	if err != nil || !strings.HasPrefix(string(users), "pipestatic:") {
		t.Errorf("got %v\n%s", err, users)
	}
}

// The directory is made for everybody, and what is in it grows as old as it
// likes, where all else in /tmp is cleared away.
func TestPipesAreNotAged(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	root := t.TempDir()
	line := contrib(t, "tmpfiles.d/pipestatic.conf")
	tmpfiles := func(action, config string) {
		systemd(t, config, "systemd-tmpfiles", action, "--root="+root, "-")
	}
	tmpfiles("--create", line)
	dir := filepath.Join(root, "tmp", "stats-pipe")
	info, err := os.Stat(dir)
	if err != nil || info.Mode() != os.ModeDir|os.ModeSticky|0o777 {
		t.Fatal(info.Mode(), err)
	}
	pipe := filepath.Join(dir, "4711.stats") // a foreign one: no mark that keeps it
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	const everything = "q /tmp 1777 root root 0\n"
	tmpfiles("--clean", everything+line)
	if _, err := os.Lstat(pipe); err != nil {
		t.Error("it was cleared away:", err)
	}
	tmpfiles("--clean", everything)
	if _, err := os.Lstat(pipe); err == nil {
		t.Error("it stays without our line, so that this shows nothing")
	}
}
