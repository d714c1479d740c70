//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// holdings are what a process has, and what it may have left.
type holdings struct{ Goroutines, Threads, Descriptors, Locks, Pipes int }

// spareThreads is how many threads more the runtime may keep, depending on how
// many system calls happen to be under way at once.
const spareThreads = 16

func hold() holdings {
	return holdings{
		Goroutines:  runtime.NumGoroutine(),
		Threads:     entries("/proc/self/task", ""),
		Descriptors: descriptors(),
		Locks:       locks(),
		Pipes:       entries(os.Getenv("PIPESTATIC_DIR"), fmt.Sprint(os.Getpid())),
	}
}

// covers reports whether there is nothing more in now.
func (h holdings) covers(now holdings) bool {
	return now.Goroutines <= h.Goroutines && now.Threads <= h.Threads+spareThreads &&
		now.Descriptors <= h.Descriptors && now.Locks <= h.Locks && now.Pipes <= h.Pipes
}

// entries returns how many entries of the directory have that in their name.
func entries(dir, part string) (n int) {
	all, err := os.ReadDir(dir)
	roles.Must(err)
	for _, e := range all {
		if strings.Contains(e.Name(), part) {
			n++
		}
	}
	return n
}

// locks returns how many this process has.
func locks() int {
	text, err := os.ReadFile("/proc/locks")
	roles.Must(err)
	return strings.Count(string(text), fmt.Sprintf("WRITE %d ", os.Getpid()))
}
