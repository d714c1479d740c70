//go:build unix

package pipedir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestMissingDirectoryIsCreatedForEverybody(t *testing.T) {
	for _, role := range []string{"umask 077", "umask 0"} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "pipes")
			if said := start(t, 0, role, path).end(t); said != "" {
				t.Fatal(said)
			}
			st, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := st.Mode(), fs.ModeDir|fs.ModeSticky|0o777; got != want {
				t.Errorf("mode %v, want %v", got, want)
			}
		})
	}
}

func TestCreateAndOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipes")
	if _, err := Open(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of nothing: %v", err)
	}
	d, err := Create(path + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.Path() != path || !d.InPlace() {
		t.Errorf("path %s, in place %v", d.Path(), d.InPlace())
	}
	again, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.id != d.id || again.FD() == d.FD() {
		t.Error("the second Create did not open what the first had made")
	}
	if _, err := Create(filepath.Join(path, "a/b")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Create below nothing: %v", err)
	}
}

// plant makes what a test wants at path: a directory of that mode, or with
// "file" and "link" something else.
func plant(t *testing.T, path, what string, mode uint32) {
	t.Helper()
	var err error
	switch what {
	case "directory":
		if err = os.Mkdir(path, 0o700); err == nil {
			err = unix.Chmod(path, mode)
		}
	case "file":
		err = os.WriteFile(path, nil, 0o666)
	case "FIFO":
		err = unix.Mkfifo(path, 0o666)
	case "link":
		if err = os.Mkdir(path+".real", 0o755); err == nil {
			err = os.Symlink(path+".real", path)
		}
	case "dangling link":
		err = os.Symlink(path+".missing", path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

const (
	accepted  = ""
	notADir   = "PATH is a link or no directory: name a real one in PIPESTATIC_DIR"
	notSticky = "PATH may be written by everybody and has no sticky bit," +
		" so anybody could replace the pipes: chmod +t it"
	notOurs = "PATH belongs to uid 12345, neither us nor root:" +
		" name another directory in PIPESTATIC_DIR"
)

func TestDirectoryRule(t *testing.T) {
	tests := []struct {
		what  string
		mode  uint32
		added string // to the path
		want  string
	}{
		{"directory", 0o1777, "", accepted},
		{"directory", 0o1777, "/", accepted},
		{"directory", 0o755, "", accepted},
		{"directory", 0o700, "", accepted},
		{"directory", 0o1733, "", accepted},
		{"directory", 0o775, "", accepted},
		{"directory", 0o777, "", notSticky},
		{"directory", 0o2777, "", notSticky},
		{"directory", 0o703, "", notSticky},
		{"file", 0, "", notADir},
		{"file", 0, "/", notADir},
		{"FIFO", 0, "", notADir},
		{"link", 0, "", notADir},
		{"link", 0, "/", notADir},
		{"link", 0, "//", notADir},
		{"link", 0, "/.", notADir},
		{"dangling link", 0, "", notADir},
		{"dangling link", 0, "/", notADir},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), "pipes")
		plant(t, path, tt.what, tt.mode)
		wantRule(t, path, tt.added, tt.want)
	}
}

// wantRule wants Open and Create to agree.
func wantRule(t *testing.T, path, added, want string) {
	t.Helper()
	for _, open := range []func(string) (*Dir, error){Open, Create} {
		d, err := open(path + added)
		got := accepted
		if err != nil {
			got = strings.ReplaceAll(err.Error(), path, "PATH")
		} else {
			d.Close()
		}
		if st, _ := os.Lstat(path); got != want {
			t.Errorf("%v%s: got %q, want %q", st.Mode(), added, got, want)
		}
	}
}

func TestDirectoriesOfOthers(t *testing.T) {
	needsRoot(t)
	for _, tt := range []struct {
		mode uint32
		want string
	}{
		{0o1777, accepted},
		{0o1757, accepted},
		{0o755, notOurs},
		{0o1755, notOurs},
		{0o700, notOurs},
		{0o777, notSticky},
	} {
		path := filepath.Join(t.TempDir(), "pipes")
		plant(t, path, "directory", tt.mode)
		if err := os.Chown(path, 12345, 12345); err != nil {
			t.Fatal(err)
		}
		if err := unix.Chmod(path, tt.mode); err != nil { // chown may clear bits
			t.Fatal(err)
		}
		wantRule(t, path, "", tt.want)
	}
}

// What is done in the directory is done in the one that was opened.
func TestInPlace(t *testing.T) {
	d := openTemp(t)
	path, aside := d.Path(), d.Path()+".aside"
	mkfifo(t, d.join("4711.stats"))
	steps := []struct {
		name string
		do   func() error
		want bool
	}{
		{"untouched", func() error { return nil }, true},
		{"renamed", func() error { return os.Rename(path, aside) }, false},
		{"replaced", func() error { return os.Mkdir(path, 0o755) }, false},
		{"removed", func() error { return os.Remove(path) }, false},
		{"a link to itself", func() error { return os.Symlink(aside, path) }, false},
		{"no more", func() error { return os.Remove(path) }, false},
		{"back", func() error { return os.Rename(aside, path) }, true},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got := d.InPlace(); got != step.want {
			t.Errorf("%s: in place %v", step.name, got)
		}
		if f, err := d.Stat("4711.stats"); err != nil || !f.FIFO {
			t.Errorf("%s: %v", step.name, err)
		}
	}
}

func TestNames(t *testing.T) {
	d := openTemp(t)
	want := []string{".4711-a.stats", "4711.stats", "file"}
	for _, name := range want {
		mkfifo(t, d.join(name))
	}
	for range 2 { // from the beginning each time
		names, err := d.Names()
		if slices.Sort(names); err != nil || !slices.Equal(names, want) {
			t.Errorf("%q, %v", names, err)
		}
	}
}

func TestDirectoryThatMayNotBeListed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipes")
	plant(t, path, "directory", 0o333|unix.S_ISVTX)
	defer os.Chmod(path, 0o700)
	want := "open " + path + ": permission denied"
	if said := start(t, anybody(t, path), "list", path).end(t); said != want {
		t.Errorf("got %q, want %q", said, want)
	}
}
