package aggregator

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// A crowd is one process that serves the pipes of many, in one thread.
type crowd struct {
	dir   string
	texts [16][]byte
	open  map[string]int // for writing, by name
}

const crowdIs = "AGGREGATOR_TEST_CROWD" // "pipes stats dir"

// TestCrowd is the process that startCrowd starts.
func TestCrowd(t *testing.T) {
	var pipes, stats int
	c := crowd{open: map[string]int{}}
	if _, err := fmt.Sscan(os.Getenv(crowdIs), &pipes, &stats, &c.dir); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the parent is gone
		os.Exit(0)
	}()
	for n := range c.texts {
		c.texts[n] = []byte(webapp(stats, n))
	}
	if err := c.serve(pipes); err != nil {
		t.Fatal(err)
	}
}

func startCrowd(tb testing.TB, dir string, pipes, stats int) {
	tb.Helper()
	startTest(tb, "TestCrowd", fmt.Sprintf("%s=%d %d %s", crowdIs, pipes, stats, dir))
}

// serve learns from inotify which pipe was opened.
func (c *crowd) serve(pipes int) error {
	watch, err := unix.InotifyInit1(unix.IN_CLOEXEC)
	if err != nil {
		return err
	}
	if _, err = unix.InotifyAddWatch(watch, c.dir, unix.IN_OPEN); err != nil {
		return err
	}
	for n := range pipes {
		if err := c.fresh(pipedir.FileName(os.Getpid(), 1+n)); err != nil {
			return err
		}
	}
	_, _ = os.Stdout.WriteString("ready\n")
	events := make([]byte, 64<<10)
	for served := 0; ; {
		size, err := unix.Read(watch, events)
		if err != nil && err != unix.EINTR {
			return err
		}
		for rest := events[:max(size, 0)]; len(rest) > 0; served++ {
			const header = unix.SizeofInotifyEvent
			end := header + binary.NativeEndian.Uint32(rest[header-4:]) // its last field
			name, _, _ := bytes.Cut(rest[header:end], []byte{0})
			rest = rest[end:]
			if err := c.answer(string(name), c.texts[served%len(c.texts)]); err != nil {
				return err
			}
		}
	}
}

func (c *crowd) answer(name string, text []byte) error {
	fd, ours := c.open[name]
	if !ours {
		return nil
	}
	if err := c.fresh(name); err != nil {
		return err
	}
	_, _ = unix.Write(fd, text)
	return unix.Close(fd)
}

// fresh puts a new FIFO in place, and opens it: a reader cannot tell that from a
// writer who waits in open(2).
func (c *crowd) fresh(name string) error {
	path, temp := filepath.Join(c.dir, name), filepath.Join(c.dir, "."+name)
	if err := unix.Mkfifo(temp, 0o644); err != nil {
		return err
	}
	fd, err := unix.Open(temp, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err = unix.Fchmod(fd, 0o1644); err != nil {
		return err
	}
	c.open[name] = fd
	return unix.Rename(temp, path)
}
