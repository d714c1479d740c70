//go:build unix

package pipedir

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestStat(t *testing.T) {
	d := openTemp(t)
	made := time.Unix(1790000000, 5000)
	tests := []struct {
		name string
		mode uint32
		want File
	}{
		{"plain", 0o600, File{FIFO: true}},
		{"public", 0o644, File{FIFO: true, Public: true}},
		{"ours", 0o1640, File{FIFO: true, Sticky: true}},
		{"both", 0o1644, File{FIFO: true, Sticky: true, Public: true}},
	}
	for _, tt := range tests {
		path := d.join(tt.name)
		mkfifo(t, path)
		err := errors.Join(unix.Chmod(path, tt.mode), os.Chtimes(path, made, made))
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Stat(tt.name)
		if err != nil || got.ID == (ID{}) || !got.Made.Equal(made) {
			t.Fatalf("%s: %+v, %v", tt.name, got, err)
		}
		fd, opened, err := d.OpenRead(tt.name)
		if err != nil || opened != got {
			t.Fatalf("%s: opened %+v, %v", tt.name, opened, err)
		}
		unix.Close(fd)
		tt.want.ID, tt.want.Made, tt.want.UID = got.ID, got.Made, uint32(os.Geteuid())
		if got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestOpenReadTakesFIFOsOnly(t *testing.T) {
	d := openTemp(t)
	mkfifo(t, d.join("fifo"))
	plant(t, d.join("file"), "file", 0)
	plant(t, d.join("directory"), "directory", 0o755)
	if err := os.Symlink("fifo", d.join("link")); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", d.join("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, name := range []string{"file", "directory", "link", "socket"} {
		if f, err := d.Stat(name); err != nil || f.FIFO {
			t.Errorf("Stat(%s): FIFO %v, %v", name, f.FIFO, err)
		}
		fd, f, err := d.OpenRead(name)
		want := "open " + d.join(name) + ": not a named pipe"
		if fd != -1 || f.FIFO || err == nil || err.Error() != want {
			t.Errorf("OpenRead(%s): %d, FIFO %v, %v", name, fd, f.FIFO, err)
		}
	}
	if _, _, err := d.OpenRead("missing"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	devices, err := Open("/dev")
	if err != nil {
		t.Skip("no /dev to look at: ", err)
	}
	defer devices.Close()
	if _, _, err := devices.OpenRead("null"); !errors.Is(err, errNotFIFO) {
		t.Error(err)
	}
}

// Opening does not wait for a writer, and no child inherits the descriptor.
func TestOpenReadFlags(t *testing.T) {
	d := openTemp(t)
	mkfifo(t, d.join("fifo"))
	fd, _, err := d.OpenRead("fifo")
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	status, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	if err != nil || status&unix.O_NONBLOCK == 0 || status&unix.O_ACCMODE != unix.O_RDONLY {
		t.Errorf("status flags %#o, %v", status, err)
	}
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
	if err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("descriptor flags %#o, %v", flags, err)
	}
}

func TestOpenReadWithoutPermission(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipes")
	plant(t, path, "directory", 0o1777)
	mkfifo(t, filepath.Join(path, "fifo"))
	if err := os.Chmod(filepath.Join(path, "fifo"), 0); err != nil {
		t.Fatal(err)
	}
	want := "open " + path + "/fifo: permission denied"
	if said := start(t, anybody(t, path), "read", path).end(t); said != want {
		t.Errorf("got %q, want %q", said, want)
	}
}

func TestStatFD(t *testing.T) {
	d := openTemp(t)
	f, err := StatFD(d.FD())
	if err != nil || f.FIFO || f.ID != d.id {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := StatFD(-1); !errors.Is(err, unix.EBADF) {
		t.Error(err)
	}
}

func TestRemove(t *testing.T) {
	d := openTemp(t)
	mkfifo(t, d.join("fifo"))
	old, err := d.Stat("fifo")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(d.join("fifo"), d.join("aside")); err != nil {
		t.Fatal(err)
	}
	if err := d.Remove("fifo", old.ID); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	mkfifo(t, d.join("fifo"))
	want := "remove " + d.join("fifo") + ": replaced by another file meanwhile"
	if err := d.Remove("fifo", old.ID); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := d.Stat("fifo"); err != nil {
		t.Error(err)
	}
	if err := d.Remove("aside", old.ID); err != nil {
		t.Error(err)
	}
	if _, err := d.Stat("aside"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	plant(t, d.join("directory"), "directory", 0o755)
	f, _ := d.Stat("directory")
	if err := d.Remove("directory", f.ID); err == nil {
		t.Error("a directory was removed")
	}
}
