//go:build linux

package aggregator

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/pipetest"
)

const childDir = "AGGREGATOR_TEST_DIR"

// TestChild is the process that startChild starts: a program with a pipe.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		return
	}
	pipetest.Serve(t, dir, pipedir.FileName(os.Getpid(), 1), pipetest.Ours, pipetest.Text(frame))
	_, _ = os.Stdout.WriteString("ready\n")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the parent is gone
}

func startChild(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	return startTest(t, "TestChild", childDir+"="+dir)
}

// startTest starts a test as a process of its own, and waits until it is ready.
func startTest(t testing.TB, name, setting string) *exec.Cmd {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^"+name+"$", "-test.count=1")
	child.Env = append(os.Environ(),
		setting, "TMPDIR="+t.TempDir(), "GORACE=atexit_sleep_ms=0")
	in, err1 := child.StdinPipe()
	out, err2 := child.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = child.Process.Kill(); _ = child.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatal(line, err)
	}
	return child
}

func TestAProcessThatIsKilledLeavesTheSum(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := startChild(t, dir), startChild(t, dir)
	h := reader(dir, 10*time.Second)
	expectStats(t, read(t, h), `{"load": 1.0, "signups": 14}`)
	_ = a.Process.Kill()
	_ = a.Wait()
	r := read(t, h)
	expectStats(t, r, `{"load": 0.5, "signups": 7}`)
	if r.count(dead) != 1 || !r.complete() {
		t.Errorf("got %q", states(r))
	}
	expect(t, read(t, h), pipedir.FileName(b.Process.Pid, 1)+" ok")
}

func TestAZombieIsDead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := startChild(t, dir)
	_ = child.Process.Kill()
	// Wait until it has ended, and leave it in the table of processes.
	err := unix.Waitid(unix.P_PID, child.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := read(t, reader(dir, 5*time.Second)); r.count(dead) != 1 {
		t.Errorf("got %q", states(r))
	}
}

func TestAStoppedProcessIsSlowAndComesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := startChild(t, dir)
	pid := child.Process.Pid
	if err := unix.Kill(pid, unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var status unix.WaitStatus
	if _, err := unix.Wait4(pid, &status, unix.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatal(status, err)
	}
	h := reader(dir, brief)
	r := read(t, h)
	if r.complete() {
		t.Error("it is complete")
	}
	expect(t, r, pipedir.FileName(pid, 1)+" slow: its process is stopped")
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if called := r.processes[0].command; err != nil || called+"\n" != string(comm) {
		t.Errorf("its process is called %q, not %q, %v", called, comm, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, pipedir.FileName(pid, 1))); err != nil {
		t.Error(err)
	}
	if err := unix.Kill(pid, unix.SIGCONT); err != nil {
		t.Fatal(err)
	}
	h.timeout = 10 * time.Second
	if r := read(t, h); r.count(ok) != 1 {
		t.Errorf("got %q", states(r))
	}
}
