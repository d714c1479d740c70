//go:build unix

package stats_test

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc")
	}
	return len(entries)
}

func threads() int { return pprof.Lookup("threadcreate").Count() }

// blocked returns how many answers wait for their reader.
func blocked(t *testing.T) int {
	t.Helper()
	var b strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&b, 2); err != nil {
		t.Fatal(err)
	}
	return strings.Count(b.String(), "(*slowReaders).write(")
}

func TestOpenAndCloseLeakNothing(t *testing.T) {
	dir := t.TempDir()
	cycle := func() {
		r := stats.New(stats.Options{Dir: dir})
		r.Stat("x").Incr()
		if err := r.Open(); err != nil {
			t.Fatal(err)
		}
		cat(t, r.Path())
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	cycle()
	fds, goroutines, ths := descriptors(t), runtime.NumGoroutine(), threads()
	for range 50 {
		cycle()
	}
	if n := descriptors(t); n > fds {
		t.Errorf("%d descriptors more", n-fds)
	}
	eventually(t, "no goroutine more", func() bool { return runtime.NumGoroutine() <= goroutines })
	if n := threads(); n > ths+8 {
		t.Errorf("%d threads more", n-ths)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left in the directory: %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left in the directory: %v", left)
	}
}
