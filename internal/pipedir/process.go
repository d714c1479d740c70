//go:build unix

package pipedir

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// A Process is what the system says of the process of a pid.
type Process struct {
	UIDs    []uint32 // real, effective, saved and file system user; nil: not known
	Command string   // what it calls itself, 15 bytes at the most; empty: not known
	Stopped bool     // by a signal or a debugger: it runs on when it is told to

	pid int // 0: not known
}

// Owns reports whether the process may have made a file of that user. It may
// where its users are not known.
func (p Process) Owns(uid uint32) bool {
	for _, u := range p.UIDs {
		if u == uid {
			return true
		}
	}
	return p.UIDs == nil
}

// Start returns when the process started, or zero where that is not known. It
// asks the system, each time: few want to know.
func (p Process) Start() time.Time {
	if p.pid == 0 {
		return time.Time{}
	}
	return startTime(p.pid)
}

// startSlack covers that a file's time comes from a clock that ticks every 10 ms
// at the most, and a process's start from one that ticks every 10 ms.
const startSlack = 50 * time.Millisecond

// MakerAlive reports whether there is a process of that pid that could have
// made a FIFO at that time: it is there, it is no zombie, and it did not start
// later.
func MakerAlive(pid int, made time.Time) bool {
	p, ok := Lookup(pid)
	return ok && !p.Start().After(made.Add(startSlack))
}

// exists asks the kernel. A process that we may not signal exists.
func exists(pid int) bool { return !errors.Is(unix.Kill(pid, 0), unix.ESRCH) }
