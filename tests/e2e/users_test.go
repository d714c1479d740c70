//go:build unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// nobody is the user that is not root in these tests, when they run as root.
const nobody = 65534

// sharedDir returns a directory for pipes that every user can reach.
func sharedDir(t testing.TB) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "pipestatic")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	dir := filepath.Join(parent, "pipes")
	for _, err := range []error{
		os.Chmod(parent, 0o755), os.Mkdir(dir, 0o700), os.Chmod(dir, 0o777|os.ModeSticky),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// onCommand is a program that opens its pipe when it is told to, and reads it
// itself when it is told again. It prints its pid first.
func onCommand([]string) {
	fmt.Println(os.Getpid())
	untilByte()
	stats.Incr("signups")
	must(stats.Default().Open())
	fmt.Println(stats.Default().Path())
	untilByte()
	text, err := os.ReadFile(stats.Default().Path())
	fmt.Println(len(text), err == nil, stats.Default().Err() != nil)
	untilStdinEnds()
	must(stats.Close())
	fmt.Println(stats.Default().Value("signups"))
}

func (p *process) tell() {
	p.t.Helper()
	if _, err := p.Stdin.Write([]byte{1}); err != nil {
		p.t.Fatal(err)
	}
}

// A name that another user's dead pipe has is passed over in a sticky directory,
// where it may not be replaced.
func TestNameTakenByAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	dir := sharedDir(t)
	p := startAs(t, nobody, dir, "command")
	name := filepath.Join(dir, p.line()+".stats")
	old := time.Now().Add(-time.Hour)
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, old, old); err != nil {
		t.Fatal(err)
	}
	p.tell()
	if got, want := p.line(), strings.TrimSuffix(name, ".stats")+"-2.stats"; got != want {
		t.Errorf("the pipe is %s, want %s", got, want)
	}
	if pipeIsOurs(name) {
		t.Error("the other's pipe was replaced")
	}
}

// In a directory that cannot be written any more, readers get nothing rather
// than two snapshots in one; the program counts on, and is served again when it
// can be.
func TestDirectoryBecomesUnwritable(t *testing.T) {
	dir := sharedDir(t)
	p := startAs(t, nobody, dir, "command")
	p.line()
	p.tell()
	path := p.line()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	p.tell()
	if got := p.line(); got != "0 true true" {
		t.Errorf("bytes read, read whole, Err: %s, want 0 true true", got)
	}
	if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "served again", func() bool {
		text, err := os.ReadFile(path)
		return err == nil && whole(text)
	})
	if got := p.end(); got != "1 true" {
		t.Errorf("got %s", got)
	}
}

// dropped is a program that is served before it becomes another user.
func dropped([]string) {
	must(stats.Default().Open())
	first := stats.Default().Path()
	must(syscall.Setuid(nobody))
	stats.Incr("signups")
	fmt.Println(first)
	untilByte()
	fmt.Println(stats.Default().Path())
	untilStdinEnds()
	fmt.Println(stats.Default().Value("signups"))
}

// A program that became another user cannot remove its pipe any more; it is
// served under another name from the next reader on.
func TestProgramBecomesAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	dir := sharedDir(t)
	p := start(t, dir, "dropped")
	first := p.line()
	// Not a reader that waits: what is parked there may be gone already.
	reader, err := os.OpenFile(first, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	second := strings.TrimSuffix(first, ".stats") + "-2.stats"
	eventually(t, 10*time.Second, "there is another pipe", func() bool { return pipeIsOurs(second) })
	p.tell()
	if got := p.line(); got != second {
		t.Errorf("the pipe is %s, want %s", got, second)
	}
	if text, err := os.ReadFile(second); err != nil || !whole(text) {
		t.Errorf("got %v\n%s", err, text)
	}
	if got := p.end(); got != "1 true" {
		t.Errorf("got %s", got)
	}
}
