//go:build unix

package aggregator

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

func TestADirectoryThatMayNotBeListedIsAnError(t *testing.T) {
	d, err := pipedir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	s := &session{host: reader(d.Path(), time.Second), reading: &reading{}}
	if _, err := s.find([]*pipedir.Dir{d}); err == nil || !strings.Contains(err.Error(), d.Path()) {
		t.Errorf("got %v", err)
	}
}

// Whatever a file is called, the reading lists it under its path or passes over
// it, and does not open it unless it is called like a pipe.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		"1.stats", "1-2.stats", "01.stats", "1-1.stats", "x.stats", ".1.stats", ".stats", "stats",
		"4294967297.stats", "-1.stats", "1.stats ", "\xff.stats", "a\nb.stats", "*.stats",
	} {
		f.Add(name)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, name string) {
		path := filepath.Join(dir, name)
		if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") {
			t.Skip("no name of a file")
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Skip(err)
		}
		defer os.Remove(path)
		r := read(t, reader(dir, time.Minute))
		if !looksLikePipe(name) {
			expect(t, r)
			return
		}
		pid, ours := pipedir.ParseName(name)
		if !ours {
			pid = 0
		}
		p := r.processes[0]
		if len(r.processes) != 1 || p.file != path || p.state != refused || p.pid != pid {
			t.Errorf("%q: got %q, pid %d", name, states(r), p.pid)
		}
		if ours != (p.reason == "not a named pipe") {
			t.Errorf("%q: %s", name, p.reason)
		}
	})
}

func TestCauseLeavesThePathOut(t *testing.T) {
	err := &os.PathError{Op: "open", Path: "/tmp/1.stats", Err: os.ErrPermission}
	if got := cause(err); got != os.ErrPermission.Error() {
		t.Errorf("got %q", got)
	}
	if got := cause(errors.New("other")); got != "other" {
		t.Errorf("got %q", got)
	}
}
