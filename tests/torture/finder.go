//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/internal/cat"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// victimText is what stands in the files of others that must stay as they are.
const victimText = "mine\n"

// finder reads, or opens and leaves, whatever has a name that the program's pipe
// may have: that need not be there, and need not be a pipe.
//
//	finder PID STATS MODE SEED
func finder(args []string) {
	r := &pipeReader{
		mode:    args[2],
		random:  rand.New(rand.NewPCG(uint64(number(args[3])), 0)),
		witness: witness{constants: number(args[1])}, counts: counts{},
	}
	dir, pid := os.Getenv(pipedir.Env), number(args[0])
	fmt.Println("ready")
	if roles.Loop(patience, func(alive func()) { r.find(pipesOf(dir, pid), alive) }) {
		r.counts = counts{}
		r.breach("hung", "a reader of %s", r.path)
	}
	report(r.counts)
}

func (r *pipeReader) find(paths []string, alive func()) {
	if len(paths) == 0 {
		time.Sleep(time.Millisecond)
		return
	}
	path := paths[r.random.IntN(len(paths))]
	r.path = path
	if r.random.IntN(4) == 0 {
		if fd, err := cat.Open(path, unix.O_NONBLOCK); err == nil {
			r.counts["left"]++
			unix.Close(fd)
		}
		return
	}
	asked := microseconds()
	text, err := cat.Read(path, make([]byte, 128<<10), alive)
	switch {
	case string(text) == victimText:
		r.counts["files of others read"]++
	case err == nil:
		r.judge(text, asked)
	case !unreachable(err):
		roles.Must(err)
	}
	time.Sleep(time.Duration(r.random.IntN(5)) * time.Millisecond)
}

// unreachable reports whether what is wrong is the file, not us.
func unreachable(err error) bool {
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission, unix.ENOTDIR, unix.EISDIR,
		unix.ENXIO, unix.ELOOP} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}
