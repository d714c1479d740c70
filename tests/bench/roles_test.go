//go:build linux

package bench

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A role is what this test binary does when it is started again as a process of
// its own. It prints a line when it is ready, and ends when its standard input
// does, so that no benchmark leaves one behind.
type role func(args []string)

func roles() map[string]role {
	return map[string]role{"pipes": servePipes, "shop": serveShop, "idle": idle}
}

const roleVariable = "PIPESTATIC_BENCH_ROLE"

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
	ready string // the line that it printed
}

// start starts a process, and returns when it is ready. It is gone when the
// benchmark ends.
func start(b *testing.B, dir, role string, args ...string) *process {
	b.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), roleVariable+"="+role, "PIPESTATIC_DIR="+dir)
	c.Stderr = os.Stderr
	if _, err := c.StdinPipe(); err != nil { // it stays open until the process is stopped
		b.Fatal(err)
	}
	stdout, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	p := &process{Cmd: c}
	b.Cleanup(p.stop)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatalf("%v: it did not get ready: %v", c.Args, err)
	}
	p.ready = strings.TrimSuffix(line, "\n")
	return p
}

// stop ends the process. It may be called twice.
func (p *process) stop() {
	_ = p.Process.Kill()
	_ = p.Wait()
}

// untilStdinEnds is how a role lives as long as the benchmark wants.
func untilStdinEnds(ready string) {
	fmt.Println(ready)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// must is for roles, which have no benchmark to fail.
func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
