//go:build linux

package main

import (
	"net"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// A bait is a file or FIFO of the attacker's, which everybody may write to.
type bait struct {
	open *os.File
	want string // what is in it, when nobody has written
}

// hauled looks whether something was written into it.
func (b *bait) hauled() counts {
	defer b.open.Close()
	c, text := counts{"baits": 1}, make([]byte, 4<<10)
	n, _ := unix.Pread(int(b.open.Fd()), text, 0)
	if b.want == "" {
		n, _ = unix.Read(int(b.open.Fd()), text)
	}
	if got := string(text[:max(n, 0)]); got != b.want {
		c.breach("leaked", "written into another user's file: %.80q", got)
	}
	return c
}

// lies is a whole snapshot of numbers that nobody counted.
func lies() string {
	return pipetest.Frame("torture", jobs+": 1000000000", lie+"total: 1000", starts+": 1000")
}

// plant puts something under a name of the program's.
func (f *foe) plant() {
	path, kind := f.name(), ""
	var err error
	switch f.random.IntN(8) {
	case 0:
		kind, err = "file", f.bait(path, "file")
	case 1:
		kind, err = "fifo", f.bait(path, "fifo")
	case 2, 3:
		to := f.path("bait")
		if err = f.bait(to, []string{"file", "fifo"}[f.random.IntN(2)]); err == nil {
			kind, err = "link", os.Symlink(to, path)
		}
	case 4:
		kind, err = "directory", os.Mkdir(path, 0o777)
	case 5:
		kind, err = "socket", socket(path)
	case 6:
		kind, err = "liar", f.served(path, lies())
	default:
		kind, err = "endless liar", f.served(path, strings.Repeat(lie+"endless: 1\n", 6000))
	}
	if err == nil {
		f.counts["planted "+kind]++
		f.planted = append(f.planted, path)
	}
}

// bait makes a file or a FIFO, which says it is as old as the world now and then.
func (f *foe) bait(path, kind string) (err error) {
	b := &bait{}
	if kind == "file" {
		b.want = lie + "file: 1\n"
		b.open, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o666)
		if err == nil {
			_, err = b.open.WriteString(b.want)
		}
	} else if err = f.fifo(path); err == nil {
		b.open, err = os.OpenFile(path, os.O_RDWR|unix.O_NONBLOCK, 0)
	}
	if err == nil {
		f.baits = append(f.baits, b)
	}
	return err
}

// fifo makes one with the mark of ours, and of any age.
func (f *foe) fifo(path string) error {
	if err := unix.Mkfifo(path, 0o666); err != nil {
		return err
	}
	_ = os.Chmod(path, 0o666|os.ModeSticky)
	when := time.Now().Add([]time.Duration{0, -1000 * time.Hour, 1000 * time.Hour}[f.random.IntN(3)])
	return os.Chtimes(path, when, when)
}

// served makes a FIFO that says that to each reader until the attack ends.
func (f *foe) served(path, text string) error {
	if err := f.fifo(path); err != nil {
		return err
	}
	// The name may be a bait's later.
	fd, err := unix.Open(path, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	mine, stop := os.NewFile(uintptr(fd), path), f.stop
	f.work.Go(func() {
		defer mine.Close()
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				say(mine, text)
			}
		}
	})
	return nil
}

// say writes as much as there is room for, if somebody listens.
func say(fifo *os.File, text string) {
	fd, err := unix.Open(fdPath(fifo), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	_, _ = unix.Write(fd, []byte(text))
}

func socket(path string) error {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err == nil {
		l.SetUnlinkOnClose(false)
		err = l.Close()
	}
	return err
}
