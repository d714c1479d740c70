//go:build unix

package e2e

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A role is what this test binary does when it is started again as a process of
// its own. It ends when its standard input does, so that no test leaves one
// behind.
type role func(args []string)

func roles() map[string]role {
	return map[string]role{
		"program": program,
		"foreign": foreignWriter,
		"first":   firstUse,
		"starved": starved,
		"umask":   umask,
		"command": onCommand,
		"dropped": dropped,
		"reader":  reader,
		"worker":  worker,

		"aggregator": aggregatorAt,
		"hostile":    hostile,
	}
}

const roleVariable = "PIPESTATIC_TEST_ROLE"

func TestMain(m *testing.M) {
	name := os.Getenv(roleVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	roles()[name](os.Args[1:])
}

// A process plays a role.
type process struct {
	*exec.Cmd
	t     testing.TB
	stdin io.WriteCloser
	out   *bufio.Reader
}

// start starts a process in that role; it is gone when the test ends.
func start(t testing.TB, dir, role string, args ...string) *process {
	t.Helper()
	return startAs(t, os.Geteuid(), dir, role, args...)
}

// startAs starts a process of that user, if we are root; else of ours.
func startAs(t testing.TB, uid int, dir, role string, args ...string) *process {
	t.Helper()
	// The test binary lies where other users cannot look.
	c := exec.Command("/proc/self/exe", args...)
	if _, err := os.Stat(c.Path); err != nil {
		c = exec.Command(os.Args[0], args...)
	}
	if os.Geteuid() == 0 && uid != 0 {
		c.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)},
		}
	}
	c.Env = append(os.Environ(), roleVariable+"="+role, "PIPESTATIC_DIR="+dir,
		"GORACE=atexit_sleep_ms=0")
	c.Stderr = os.Stderr
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{c, t, stdin, bufio.NewReader(stdout)}
	t.Cleanup(p.kill)
	return p
}

// line returns the next line that the process prints.
func (p *process) line() string {
	p.t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		p.t.Fatalf("%v: no line: %v", p.Args, err)
	}
	return strings.TrimSuffix(line, "\n")
}

// end ends the process in order, and returns the last line it prints.
func (p *process) end() string {
	p.t.Helper()
	p.stdin.Close()
	line := p.line()
	if err := p.Wait(); err != nil {
		p.t.Errorf("%v: %v", p.Args, err)
	}
	return line
}

// descriptors returns how many the process has open.
func (p *process) descriptors() int {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	return len(entries)
}

func (p *process) kill() {
	_ = p.Process.Kill()
	_ = p.Wait()
}

// untilStdinEnds is how a role lives as long as the test wants.
func untilStdinEnds() { _, _ = io.Copy(io.Discard, os.Stdin) }

// eventually waits for what comes within a bound by the contract.
func eventually(t testing.TB, bound time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(bound); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", bound, what)
		}
	}
}

// must is for roles, which have no test to fail.
func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
