package pipedir

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestGlance(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipes")
	d, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const name = "1.stats"
	file := filepath.Join(path, name)
	if err := unix.Mkfifo(file, 0o600); err != nil {
		t.Fatal(err)
	}
	mine, err := d.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if glance(d.FD(), name) == (ID{}) {
		t.Skip("the system does not tell without waiting: Linux before 5.12")
	}
	want := func(what string, want bool) {
		t.Helper()
		if got := d.Glance(name, mine.ID); got != want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want("in place", true)
	must(os.Rename(file, file+".old"))
	want("moved away", false)
	must(unix.Mkfifo(file, 0o600))
	want("another FIFO", false)
	must(os.Remove(file))
	must(os.Symlink(file+".old", file))
	want("a link to it", false)
	must(os.Rename(file+".old", file))
	want("in place again", true)
	must(os.Rename(path, path+".old"))
	want("directory moved away", false)
	must(os.Symlink(path+".old", path))
	want("a link to the directory", false)
	if d.Glance("a\x00b", mine.ID) {
		t.Error("a name that cannot be")
	}
}
