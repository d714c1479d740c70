//go:build unix

package e2e

import (
	"os"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func TestMain(m *testing.M) {
	roles.Play(map[string]func(args []string){
		"program": program,
		"foreign": foreignWriter,
		"first":   firstUse,
		"starved": starved,
		"umask":   umask,
		"reborn":  reborn,
		"command": onCommand,
		"dropped": dropped,
		"reader":  reader,
		"worker":  worker,

		"aggregator": aggregatorAt,
		"hostile":    squatter,
	})
	os.Exit(m.Run())
}

// A process plays a role, and is gone when the test ends.
type process struct {
	*roles.Player
	t testing.TB
}

// start starts a process in that role, with its pipe in dir.
func start(t testing.TB, dir, role string, args ...string) *process {
	t.Helper()
	return startAs(t, os.Geteuid(), dir, role, args...)
}

// startAs starts a process of that user, if we are root; else of ours.
func startAs(t testing.TB, uid int, dir, role string, args ...string) *process {
	t.Helper()
	p := &process{roles.Command(dir, role, args...), t}
	p.As(uid)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

// line returns the next line that the process prints.
func (p *process) line() string {
	p.t.Helper()
	line, err := p.Line()
	if err != nil {
		p.t.Fatal(err)
	}
	return line
}

// end ends the process in order, and returns the last line it prints.
func (p *process) end() string {
	p.t.Helper()
	line, err := p.End()
	if err != nil {
		p.t.Fatal(err)
	}
	return line
}

// descriptors returns how many the process has open.
func (p *process) descriptors() int {
	n, err := p.Descriptors()
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// eventually waits for what comes within a bound by the contract.
func eventually(t testing.TB, bound time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(bound); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", bound, what)
		}
	}
}

func untilStdinEnds() { roles.UntilStdinEnds() }

func must(err error) { roles.Must(err) }
