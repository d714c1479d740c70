//go:build unix

package stats

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// quick returns a registry that is served in a directory of its own, and looks
// after its pipe often.
func quick(t *testing.T) *Registry {
	t.Helper()
	r := New(Options{Dir: filepath.Join(t.TempDir(), "pipes"), checkEvery: 5 * time.Millisecond})
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

// Err says what is wrong while it is, and no longer, also when nobody reads.
func TestErrIsLookedAtAgain(t *testing.T) {
	r := quick(t)
	p := r.served.pipe
	p.note(unix.EMFILE)
	if r.Err() != unix.EMFILE {
		t.Errorf("Err is %v", r.Err())
	}
	within(t, "Err is nil again", func() bool { return r.Err() == nil })
}

// A pipe that rests for long stays young, so that nobody who cannot see this
// process takes it for dead.
func TestRestingPipeStaysYoung(t *testing.T) {
	r := quick(t)
	p := r.served.pipe
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(r.Path(), old, old); err != nil {
		t.Fatal(err)
	}
	p.pause(touchEvery + 1) // as serve does after long work
	f, err := p.current().dir.Stat(p.current().name)
	if runtime.GOOS == "linux" && (err != nil || !f.Young()) {
		t.Errorf("young %v, %v", f.Young(), err)
	}
}
