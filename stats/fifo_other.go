//go:build unix && !linux

package stats

import (
	"os"
	"path/filepath"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"golang.org/x/sys/unix"
)

// mkfifoat and linkat go by the path: not all systems have the calls that go by
// a directory. What they made is then looked for in the open directory.
func mkfifoat(dir *pipedir.Dir, name string) error {
	return unix.Mkfifo(filepath.Join(dir.Path(), name), 0o600)
}

func linkat(dir *pipedir.Dir, old, name string) error {
	return os.Link(filepath.Join(dir.Path(), old), filepath.Join(dir.Path(), name))
}

func (f *fifo) refer() error { return nil }

// servedHere reports whether this process could have made the FIFO.
func servedHere(file pipedir.File) bool { return pipedir.MakerAlive(os.Getpid(), file.Made) }

// touch does nothing: there are no containers whose processes we cannot see.
func (f *fifo) touch() {}

// openOurs opens the FIFO by its name. Once that is gone, it cannot be opened:
// there is no poke then, and a parked thread stays until the program ends.
func (f *fifo) openOurs(flags int) (fd int, err error) {
	return unix.Openat(f.dir.FD(), f.name, flags|unix.O_NOFOLLOW, 0)
}
