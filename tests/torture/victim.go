//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// A victim is something of somebody else's that nothing must be written into.
// It is open, so that it is found again whatever becomes of its name.
type victim struct {
	kind string
	open *os.File
}

// victim makes one at path, which is not there yet, of that user.
func (l *lane) victim(kind, path string, uid int) (v victim, err error) {
	v.kind = kind
	switch kind {
	case "file":
		err = os.WriteFile(path, []byte(victimText), 0o600)
	case "fifo":
		err = unix.Mkfifo(path, 0o600)
	}
	// Neither end of it is ours alone: the program must not fail to open it for
	// lack of a reader, nor readers wait for a writer who is there.
	if err == nil {
		v.open, err = os.OpenFile(path, os.O_RDWR|unix.O_NONBLOCK, 0)
	}
	if err == nil {
		err = errors.Join(v.open.Chmod(0o666|os.ModeSticky), v.open.Chown(own(uid)))
	}
	l.counts["victims"]++
	return v, err
}

// own returns what chown takes, which leaves it as it is where we are not root.
func own(uid int) (int, int) {
	if os.Geteuid() != 0 {
		return -1, -1
	}
	return uid, uid
}

// unharmed checks the victim, which has no name any more, and lets it go.
func (l *lane) unharmed(v victim, why string) {
	defer l.release(v)
	text := make([]byte, 1<<10)
	var n int
	if v.kind == "file" {
		n, _ = v.open.ReadAt(text, 0)
	} else {
		n, _ = unix.Read(int(v.open.Fd()), text)
	}
	if want := map[string]string{"file": victimText}[v.kind]; string(text[:max(n, 0)]) != want {
		l.counts.breach("leaked", "%s: written into somebody else's %s: %.60q", why, v.kind, text[:n])
	}
}

// release frees readers of a victim, now and later: one that had looked up its
// name opens it when the writer is gone.
func (l *lane) release(v victim) {
	defer v.open.Close()
	if v.kind != "fifo" {
		return
	}
	if fd, err := unix.Open(fdPath(v.open), unix.O_PATH|unix.O_CLOEXEC, 0); err == nil {
		l.released = append(l.released, os.NewFile(uintptr(fd), v.kind))
	}
}

func fdPath(f *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", f.Fd()) }

// free frees who came late to a victim.
func (l *lane) free() {
	for _, f := range l.released {
		if fd, err := unix.Open(fdPath(f), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0); err == nil {
			unix.Close(fd)
		}
	}
}

// untouched checks that a directory of others holds nothing but one file.
func (l *lane) untouched(dir, why string) {
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		l.counts.breach("leaked", "%s: in somebody else's directory: %v, %v", why, left, err)
	}
}

// pipes returns what has one of the worker's names now.
func (l *lane) pipes() []string { return pipesOf(l.dir, l.worker.Process.Pid) }
