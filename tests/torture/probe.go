//go:build linux

package main

import (
	"fmt"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/tests/internal/cat"
)

// answers reports whether a pipe of that pid answers now, with one whole snapshot.
func answers(dir string, pid int) bool {
	for _, path := range pipesOf(dir, pid) {
		if cat.Whole(glimpse(path)) {
			return true
		}
	}
	return false
}

// pipesOf returns the paths that the pipe of that pid may have, as they are now.
func pipesOf(dir string, pid int) (paths []string) {
	for _, names := range []string{"%d.stats", "%d-*.stats"} {
		some, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf(names, pid)))
		paths = append(paths, some...)
	}
	return paths
}

// glimpse returns what comes out of a pipe that has our mark, and nothing where
// that is none, or nothing comes soon.
func glimpse(path string) (text []byte) {
	fd, err := cat.Open(path, unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if err != nil {
		return nil
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil || st.Mode&(unix.S_IFMT|unix.S_ISVTX) != unix.S_IFIFO|unix.S_ISVTX {
		return nil
	}
	buffer := make([]byte, 128<<10)
	for end := time.Now().Add(200 * time.Millisecond); time.Now().Before(end); {
		n, err := unix.Read(fd, buffer)
		switch {
		case n > 0:
			text = append(text, buffer[:n]...)
		case n == 0 && len(text) > 0:
			return text
		case n == 0: // nobody is there yet, or any more
			time.Sleep(time.Millisecond)
		case err == unix.EAGAIN || err == unix.EINTR:
			_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 50)
		default:
			return nil
		}
	}
	return text
}
