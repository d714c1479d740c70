package stats

import (
	"os"
	"strconv"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"golang.org/x/sys/unix"
)

func mkfifoat(dir *pipedir.Dir, name string) error {
	return unix.Mkfifoat(dir.FD(), name, 0o600)
}

func linkat(dir *pipedir.Dir, old, name string) error {
	return unix.Linkat(dir.FD(), old, dir.FD(), name, 0)
}

// refer keeps a reference to the FIFO that is neither end of it, so that it can
// be opened also when its name is gone or is another's.
func (f *fifo) refer() error {
	ref, err := unix.Openat(f.dir.FD(), f.name, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return f.failed("open", err)
	}
	f.ref = ref
	if file, err := pipedir.StatFD(ref); err != nil || file.ID != f.id {
		return f.failed("open", errNotOurs)
	}
	return nil
}

// servedHere reports whether the FIFO is one that this process serves: it has a
// descriptor for it then. It has where that cannot be seen.
func servedHere(file pipedir.File) bool {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return true
	}
	for _, entry := range open {
		fd, _ := strconv.Atoi(entry.Name())
		if its, err := pipedir.StatFD(fd); err == nil && its.ID == file.ID {
			return true
		}
	}
	return false
}

// openOurs opens the FIFO by its reference; by its name where /proc is not
// mounted and it is in place.
func (f *fifo) openOurs(flags int) (fd int, err error) {
	fd, err = unix.Open(f.refPath(), flags, 0)
	if err == unix.ENOENT && f.inPlace() {
		return unix.Openat(f.dir.FD(), f.name, flags|unix.O_NOFOLLOW, 0)
	}
	return fd, err
}

// touch makes the FIFO young: see [pipedir.File.Young].
func (f *fifo) touch() {
	now := time.Now()
	_ = os.Chtimes(f.refPath(), now, now)
}

func (f *fifo) refPath() string { return "/proc/self/fd/" + strconv.Itoa(f.ref) }
