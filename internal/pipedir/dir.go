//go:build unix

package pipedir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// A Dir is an open directory of pipes. Its methods may be called from any
// goroutine, until Close.
type Dir struct {
	path string
	fd   int
	id   ID
}

// An ID tells a file from every other while it exists.
type ID struct{ dev, ino uint64 }

// Open opens an existing directory. It refuses one that cannot be trusted.
func Open(path string) (*Dir, error) {
	path = filepath.Clean(path) // open(2) follows a link before a trailing slash
	fd, err := openat(unix.AT_FDCWD, path, dirFlags|unix.O_DIRECTORY|unix.O_NOFOLLOW)
	switch {
	case errors.Is(err, unix.ENOTDIR), errors.Is(err, unix.ELOOP),
		errors.Is(err, unix.EMLINK): // what FreeBSD says of a link
		return nil, fmt.Errorf("%s is a link or no directory: name a real one in %s", path, Env)
	case err != nil:
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	var st unix.Stat_t
	if err = fstat(fd, &st); err == nil {
		err = trusted(path, &st)
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return &Dir{path, fd, identity(&st)}, nil
}

// Create opens the directory, and makes it where it is missing: for everybody,
// with the sticky bit, whatever the umask.
func Create(path string) (*Dir, error) {
	for range makeTries {
		d, err := openOrMake(path)
		if err == nil || !beingMade(path) {
			return d, err
		}
		time.Sleep(makePause)
	}
	return openOrMake(path)
}

// How long a directory that another program is making may take.
const (
	makeTries = 50
	makePause = 2 * time.Millisecond
)

// beingMade reports whether the directory looks like one that another program
// has made this moment, and not opened up yet.
func beingMade(path string) bool {
	var st unix.Stat_t
	if fstatat(unix.AT_FDCWD, filepath.Clean(path), &st) != nil {
		return false
	}
	return st.Mode&0o7777 == 0o700 && time.Since(describe(&st).Made) < time.Second
}

func openOrMake(path string) (*Dir, error) {
	d, err := Open(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return d, err
	}
	path = filepath.Clean(path)
	// Not 0777: with a umask of 0, who looks before openUp would refuse it.
	switch err := os.Mkdir(path, 0o700); {
	case errors.Is(err, fs.ErrExist): // another program was quicker
	case err != nil:
		return nil, err
	default:
		if err := openUp(path); err != nil {
			return nil, &fs.PathError{Op: "chmod", Path: path, Err: err}
		}
	}
	return Open(path)
}

// openUp gives the directory that was just made the mode that the umask cut.
func openUp(path string) error {
	fd, err := openat(unix.AT_FDCWD, path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Fchmod(fd, 0o1777)
}

// trusted is the rule for directories.
func trusted(path string, st *unix.Stat_t) error {
	sticky := st.Mode&unix.S_ISVTX != 0
	open := st.Mode&unix.S_IWOTH != 0
	switch mine := st.Uid == 0 || int(st.Uid) == os.Geteuid(); {
	case open && !sticky:
		return fmt.Errorf("%s may be written by everybody and has no sticky bit,"+
			" so anybody could replace the pipes: chmod +t it", path)
	case !open && !mine:
		return fmt.Errorf("%s belongs to uid %d, neither us nor root:"+
			" name another directory in %s", path, st.Uid, Env)
	}
	return nil
}

// Close closes the directory.
func (d *Dir) Close() { unix.Close(d.fd) }

// Path returns the path that the directory was opened by.
func (d *Dir) Path() string { return d.path }

// FD returns the directory's descriptor, for the *at system calls.
func (d *Dir) FD() int { return d.fd }

// InPlace reports whether the path still leads to this directory.
func (d *Dir) InPlace() bool {
	var st unix.Stat_t
	return fstatat(unix.AT_FDCWD, d.path, &st) == nil && identity(&st) == d.id
}

// Names returns the names in the directory, in no order.
func (d *Dir) Names() ([]string, error) {
	fd, err := openat(d.fd, ".", unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: d.path, Err: err}
	}
	f := os.NewFile(uintptr(fd), d.path)
	defer f.Close()
	return f.Readdirnames(-1)
}
