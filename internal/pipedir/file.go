//go:build unix

package pipedir

import (
	"io/fs"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// A File is what lies under a name in the directory.
type File struct {
	ID     ID
	UID    uint32
	FIFO   bool
	Sticky bool // the mark of our FIFOs: a reader then takes nothing but a whole frame
	Public bool // everybody may read it
	Made   time.Time
}

// Stat looks at the file called name, not following a link.
func (d *Dir) Stat(name string) (File, error) {
	var st unix.Stat_t
	if err := fstatat(d.fd, name, &st); err != nil {
		return File{}, d.failed("stat", name, err)
	}
	return describe(&st), nil
}

// StatFD looks at an open file.
func StatFD(fd int) (File, error) {
	var st unix.Stat_t
	if err := fstat(fd, &st); err != nil {
		return File{}, err
	}
	return describe(&st), nil
}

// OpenRead opens the FIFO called name for reading: it does not wait, does not
// follow a link, and is not inherited. What is no FIFO is looked at before it
// is opened, because opening some devices does something.
func (d *Dir) OpenRead(name string) (fd int, f File, err error) {
	if f, err = d.Stat(name); err != nil {
		return -1, f, err
	}
	if !f.FIFO {
		return -1, f, d.failed("open", name, errNotFIFO)
	}
	fd, err = openat(d.fd, name, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if err != nil {
		return -1, f, d.failed("open", name, err)
	}
	if f, err = StatFD(fd); err == nil && !f.FIFO {
		err = errNotFIFO
	}
	if err != nil {
		unix.Close(fd)
		return -1, f, d.failed("open", name, err)
	}
	return fd, f, nil
}

// Remove removes the file called name if it is still the one with that ID.
func (d *Dir) Remove(name string, id ID) error {
	f, err := d.Stat(name)
	if err != nil {
		return err
	}
	if f.ID != id {
		return d.failed("remove", name, errReplaced)
	}
	if err := unix.Unlinkat(d.fd, name, 0); err != nil {
		return d.failed("remove", name, err)
	}
	return nil
}

func (d *Dir) failed(op, name string, err error) error {
	return &fs.PathError{Op: op, Path: filepath.Join(d.path, name), Err: err}
}

func describe(st *unix.Stat_t) File {
	sec, nsec := st.Mtim.Unix()
	return File{
		ID:     identity(st),
		UID:    st.Uid,
		FIFO:   st.Mode&unix.S_IFMT == unix.S_IFIFO,
		Sticky: st.Mode&unix.S_ISVTX != 0,
		Public: st.Mode&unix.S_IROTH != 0,
		Made:   time.Unix(sec, nsec),
	}
}

func identity(st *unix.Stat_t) ID { return ID{uint64(st.Dev), uint64(st.Ino)} }

// The system calls below are repeated when a signal interrupts them: Go's
// scheduler sends many.

func openat(dir int, name string, flags int) (fd int, err error) {
	err = again(func() error {
		fd, err = unix.Openat(dir, name, flags|unix.O_CLOEXEC, 0)
		return err
	})
	return fd, err
}

func fstat(fd int, st *unix.Stat_t) error {
	return again(func() error { return unix.Fstat(fd, st) })
}

func fstatat(dir int, name string, st *unix.Stat_t) error {
	return again(func() error { return unix.Fstatat(dir, name, st, unix.AT_SYMLINK_NOFOLLOW) })
}

func again(call func() error) (err error) {
	for err = unix.EINTR; err == unix.EINTR; {
		err = call()
	}
	return err
}
