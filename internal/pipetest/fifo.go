//go:build unix

package pipetest

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A Kind is how a pipe is made and served.
type Kind int

const (
	// Ours has the sticky bit, and a fresh FIFO is renamed over the path before
	// the first byte is written, so that readers do not share one.
	Ours Kind = iota
	// Foreign is one FIFO without the mark, opened again for each reader.
	Foreign
	// Unmarked is served as ours is, where the user may not set the mark.
	Unmarked
	// Private is ours, and nobody but its owner may read it.
	Private
)

func (k Kind) mode() os.FileMode {
	switch k {
	case Ours:
		return os.ModeSticky | 0o644
	case Private:
		return os.ModeSticky | 0o600
	}
	return 0o644
}

// Dead makes a pipe called name in dir that nobody serves, and returns its path.
func Dead(t testing.TB, dir, name string, kind Kind) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := makeFIFO(path, kind); err != nil {
		t.Fatal(err)
	}
	return path
}

// makeFIFO gives the FIFO its mode whatever the umask.
func makeFIFO(path string, kind Kind) error {
	if err := unix.Mkfifo(path, 0o600); err != nil {
		return &os.PathError{Op: "mkfifo", Path: path, Err: err}
	}
	return os.Chmod(path, kind.mode())
}

// wake opens the FIFO for reading, which frees who waits to open it for
// writing.
func wake(path string) {
	if f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0); err == nil {
		f.Close()
	}
}
