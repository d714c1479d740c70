//go:build linux

package bench

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"golang.org/x/sys/unix"
)

// writers are the pipes of many programs in one thread, so that it is reading
// that is measured. They do what ours do, a fresh FIFO for each reader, but have
// their text ready and wait for readers without a thread for each.
type writers struct {
	dir   string
	text  []byte
	open  map[string]int // the pipe in place, by its name
	watch int            // inotify, which tells who was opened
}

func (w *writers) begin(pipes int) (err error) {
	if w.watch, err = unix.InotifyInit1(unix.IN_CLOEXEC); err != nil {
		return err
	}
	if _, err = unix.InotifyAddWatch(w.watch, w.dir, unix.IN_OPEN); err != nil {
		return err
	}
	for i := range pipes {
		if err := w.fresh(pipedir.FileName(os.Getpid(), i+1)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writers) serve() error {
	events := make([]byte, 64<<10)
	for {
		n, err := unix.Read(w.watch, events)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		for rest := events[:max(n, 0)]; len(rest) > 0; {
			// The length of the name is the last field before it.
			end := unix.SizeofInotifyEvent +
				binary.NativeEndian.Uint32(rest[unix.SizeofInotifyEvent-4:])
			name, _, _ := bytes.Cut(rest[unix.SizeofInotifyEvent:end], []byte{0})
			if err := w.answer(string(name)); err != nil {
				return err
			}
			rest = rest[end:]
		}
	}
}

// answer answers the reader of a pipe, if it is one of this process.
func (w *writers) answer(name string) error {
	fd, ours := w.open[name]
	if !ours {
		return nil
	}
	if err := w.fresh(name); err != nil {
		return err
	}
	_, _ = unix.Write(fd, w.text) // the reader may be gone
	return unix.Close(fd)
}

// fresh puts a new pipe in place, which the sticky bit marks as one of ours. It
// is open already: to a reader, that is a writer who waits for it.
func (w *writers) fresh(name string) error {
	temp := filepath.Join(w.dir, "."+name)
	if err := unix.Mkfifo(temp, 0o600); err != nil {
		return err
	}
	fd, err := unix.Open(temp, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	w.open[name] = fd
	return errors.Join(unix.Fchmod(fd, unix.S_ISVTX|0o644),
		unix.Rename(temp, filepath.Join(w.dir, name)))
}
