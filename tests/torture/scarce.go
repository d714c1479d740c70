//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// fewFiles leaves this process so many descriptors, and returns why it cannot open
// a file.
func fewFiles(n int) error {
	limit(unix.RLIMIT_NOFILE, uint64(n))
	f, err := os.Open(os.DevNull)
	if err == nil {
		f.Close()
	}
	return err
}

// sparesAtLimit is how many threads a Go program has left from what it did before,
// mostly. One that has none, and needs one, is ended by Go's runtime, with or
// without us.
const sparesAtLimit = 8

// noProcesses leaves this process the threads that it has, and returns why it
// cannot have another.
func noProcesses() error {
	var all sync.WaitGroup
	for range sparesAtLimit {
		all.Go(func() { // nobody else's thread while it waits
			_ = unix.Nanosleep(&unix.Timespec{Nsec: 50_000_000}, nil)
		})
	}
	all.Wait()
	limit(unix.RLIMIT_NPROC, 1)
	err := exec.Command("/proc/self/exe", "-help").Start()
	if !errors.Is(err, unix.EAGAIN) {
		return nil
	}
	return err
}

func limit(what int, n uint64) {
	var l unix.Rlimit
	roles.Must(unix.Getrlimit(what, &l))
	l.Cur = min(n, l.Max)
	roles.Must(unix.Setrlimit(what, &l))
}

// free lifts the limits.
func free() {
	for _, what := range []int{unix.RLIMIT_NOFILE, unix.RLIMIT_NPROC} {
		limit(what, unix.RLIM_INFINITY)
	}
}

// pipeSize returns how many bytes a new pipe of this user holds.
func pipeSize() int {
	r, w, err := os.Pipe()
	roles.Must(err)
	defer r.Close()
	defer w.Close()
	n, err := unix.FcntlInt(r.Fd(), unix.F_GETPIPE_SZ, 0)
	roles.Must(err)
	return n
}

// hog is a process that has all the memory that pipes of its user may have.
func hog([]string) {
	const largest, usual = 1 << 20, 64 << 10
	for size := usual; size >= usual; {
		r, w, err := os.Pipe()
		roles.Must(err)
		defer r.Close()
		defer w.Close()
		_, _ = unix.FcntlInt(r.Fd(), unix.F_SETPIPE_SZ, largest) // as long as it may
		size, err = unix.FcntlInt(r.Fd(), unix.F_GETPIPE_SZ, 0)
		roles.Must(err)
	}
	fmt.Println("ready")
	roles.UntilStdinEnds()
}
