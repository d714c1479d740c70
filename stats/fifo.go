//go:build unix

package stats

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"golang.org/x/sys/unix"
)

// A fifo is one named pipe that we made. It serves one answer: what is reopened
// runs answers together, so each answer has a FIFO of its own.
type fifo struct {
	dir  *pipedir.Dir
	name string     // in dir, as long as it is in place
	id   pipedir.ID // nothing is ever written into any other file
	ref  int        // see openOurs
}

// makeFIFO makes a FIFO under a temporary name, with exactly that mode and the
// sticky bit, whatever the umask. The sticky bit tells readers that it is ours,
// and keeps systemd-tmpfiles from removing it when it grows old.
func makeFIFO(dir *pipedir.Dir, mode fs.FileMode) (*fifo, error) {
	unique := strconv.FormatUint(rand.Uint64(), 36)
	f := &fifo{dir: dir, name: pipedir.TempName(os.Getpid(), unique), ref: -1}
	if err := mkfifoat(dir, f.name); err != nil {
		return nil, f.failed("mkfifo", err)
	}
	if err := f.prepare(uint32(mode.Perm())); err != nil {
		_ = unix.Unlinkat(dir.FD(), f.name, 0)
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *fifo) prepare(mode uint32) error {
	fd, file, err := f.dir.OpenRead(f.name)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if int(file.UID) != os.Geteuid() {
		return f.failed("mkfifo", errNotOurs)
	}
	f.id = file.ID
	if unix.Fchmod(fd, mode|unix.S_ISVTX) != nil { // not everywhere for everybody
		if err := unix.Fchmod(fd, mode); err != nil {
			return f.failed("chmod", err)
		}
	}
	return f.refer()
}

// park waits in open(2) until a reader has opened the FIFO. It costs one
// thread, and no time.
func (f *fifo) park() (fd int, err error) { return f.open(unix.O_WRONLY) }

// unpark makes park return, by opening the read end, which is to be kept open
// until park has returned.
func (f *fifo) unpark() (fd int, err error) { return f.open(unix.O_RDONLY | unix.O_NONBLOCK) }

// poke frees readers that opened the FIFO after its answer: they get an end of
// file. It does nothing to one that is still reading the answer.
func (f *fifo) poke() {
	if fd, err := f.open(unix.O_WRONLY | unix.O_NONBLOCK); err == nil {
		unix.Close(fd)
	}
}

// open opens the FIFO, and makes sure that it is the very one that we made.
func (f *fifo) open(flags int) (fd int, err error) {
	for err = unix.EINTR; err == unix.EINTR; {
		fd, err = f.openOurs(flags | unix.O_CLOEXEC)
	}
	if err != nil {
		return -1, f.failed("open", err)
	}
	if file, err := pipedir.StatFD(fd); err != nil || file.ID != f.id {
		unix.Close(fd)
		return -1, f.failed("open", errNotOurs)
	}
	return fd, nil
}

// inPlace reports whether f's name still leads to it.
func (f *fifo) inPlace() bool {
	file, err := f.dir.Stat(f.name)
	return err == nil && file.ID == f.id
}

// takeName gives the FIFO its name, if that is free.
func (f *fifo) takeName(name string) error {
	err := linkat(f.dir, f.name, name)
	if err != nil {
		return &fs.PathError{Op: "link", Path: filepath.Join(f.dir.Path(), name), Err: err}
	}
	_ = unix.Unlinkat(f.dir.FD(), f.name, 0)
	f.name = name
	return nil
}

// replace puts the FIFO in the place of what is called name.
func (f *fifo) replace(name string) error {
	if err := unix.Renameat(f.dir.FD(), f.name, f.dir.FD(), name); err != nil {
		return &fs.PathError{Op: "rename", Path: filepath.Join(f.dir.Path(), name), Err: err}
	}
	f.name = name
	return nil
}

// discard removes the FIFO from the directory and closes it.
func (f *fifo) discard() error {
	defer f.close()
	return f.dir.Remove(f.name, f.id)
}

func (f *fifo) close() {
	if f.ref >= 0 {
		unix.Close(f.ref)
		f.ref = -1
	}
}

func (f *fifo) path() string { return filepath.Join(f.dir.Path(), f.name) }

func (f *fifo) failed(op string, err error) error {
	return &fs.PathError{Op: op, Path: f.path(), Err: err}
}

var errNotOurs = fmt.Errorf("not the named pipe that was made: %w", fs.ErrPermission)
