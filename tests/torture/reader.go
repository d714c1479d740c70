//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/tests/internal/cat"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// patience is how long something may stand still before it hangs. The longest
// that the contract lets anybody wait is a second, on a machine that has time.
const patience = 20 * time.Second

// What a reader may meet: nothing but whole snapshots when it is alone, an empty
// read when all read at once all there is, and else pieces.
const (
	alone      = "alone"
	wholeReads = "whole"
	pieces     = "pieces"
)

// fitsPipe is how many constants of a witness fit into a pipe for sure, and into
// one read of cat.
const fitsPipe = 2000

// A pipeReader is a process that reads a pipe again and again.
type pipeReader struct {
	path   string
	mode   string
	random *rand.Rand
	witness
	counts
}

// reader reads a pipe again and again, in one of the ways that there are, and
// prints what it met.
//
//	reader HOW PATH STATS MODE SEED
func reader(args []string) {
	r := &pipeReader{
		path: args[1], mode: args[3],
		random:  rand.New(rand.NewPCG(uint64(number(args[4])), 0)),
		witness: witness{constants: number(args[2])}, counts: counts{},
	}
	once := map[string]func(alive func()){
		"cat":    r.whole(128 << 10),
		"poor":   r.poor(r.whole(128 << 10)),
		"small":  r.whole(4 << 10),
		"byte":   r.whole(1),
		"leaver": r.leave,
		"idler":  r.idle,
	}[args[0]]
	fmt.Println("ready")
	if roles.Loop(patience, once) {
		report(counts{"hung": 1, "hung " + args[0]: 1})
		return
	}
	report(r.counts)
}

// whole reads to the end of file, so much at a time.
func (r *pipeReader) whole(size int) func(alive func()) {
	buffer := make([]byte, size)
	return func(alive func()) {
		asked := microseconds()
		begun := time.Now()
		text, err := cat.Read(r.path, buffer, alive)
		r.add(counts{"most ms to read": time.Since(begun).Milliseconds()})
		if r.opened(err) {
			r.judge(text, asked)
		}
	}
}

// poor has only the time that nobody else wants.
func (r *pipeReader) poor(read func(func())) func(alive func()) {
	return func(alive func()) {
		runtime.LockOSThread()
		idle := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_IDLE}
		roles.Must(unix.SchedSetAttr(0, &idle, 0))
		read(alive)
	}
}

// opened reports whether the pipe was there. It always has to be.
func (r *pipeReader) opened(err error) bool {
	if errors.Is(err, fs.ErrNotExist) {
		r.breach("lost", "%v", err)
		return false
	}
	roles.Must(err)
	return true
}

func (r *pipeReader) judge(text []byte, asked int64) {
	r.counts["reads"]++
	switch {
	case len(text) == 0 && r.mode == alone:
		r.breach("lost", "a reader that was alone got nothing")
	case len(text) == 0:
		r.counts["empty"]++
	case bytes.Count(text, []byte("pipestatic_process{")) > 1:
		r.breach("glued", "a reader got %d bytes", len(text))
	case cat.Whole(text):
		r.counts["whole"]++
		if err := r.hear(valuesOf(text), asked); err != nil {
			r.breach("torn", "a reader got %v", err)
		}
	case r.mode != pieces:
		r.breach("torn", "a reader got %d bytes from %.40q to %.40q", len(text),
			text, text[max(0, len(text)-40):])
	default:
		r.counts["pieces"]++
	}
}

// leave opens the pipe and is gone.
func (r *pipeReader) leave(func()) {
	flags := 0
	if r.random.IntN(2) == 0 {
		flags = unix.O_NONBLOCK
	}
	r.hold(flags, 0)
	time.Sleep(time.Duration(r.random.IntN(20)) * time.Millisecond)
}

// idle opens the pipe and does not read.
func (r *pipeReader) idle(func()) {
	r.hold(0, time.Duration(r.random.IntN(2000))*time.Millisecond)
}

func (r *pipeReader) hold(flags int, d time.Duration) {
	fd, err := cat.Open(r.path, flags)
	if r.opened(err) {
		r.counts["left"]++
		time.Sleep(d)
		unix.Close(fd)
	}
}
