//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// program is a program with the stats of a witness. It prints the path of its
// pipe, and at its end what became of it.
//
//	program STATS BUSY
//
// It has so many stats, and so many goroutines that count all the time.
func program(args []string) {
	constants, busy := number(args[0]), number(args[1])
	before := descriptorsAtRest()
	r := stats.New(stats.Options{Program: "torture"})
	testify(r, constants)
	roles.Must(r.Open())
	fmt.Println(r.Path())
	var stop atomic.Bool
	var workers sync.WaitGroup
	samples := r.Histogram(work)
	samples.Observe(0.1)
	for range busy {
		workers.Go(func() {
			for i := 0; !stop.Load(); i++ {
				samples.Observe(float64(i%1000) / 1000)
			}
		})
	}
	roles.UntilStdinEnds()
	stop.Store(true)
	workers.Wait()
	closeAndReport(r, before)
}

// closeAndReport closes a registry, and reports what became of a process that had
// so many descriptors before.
func closeAndReport(r *stats.Registry, before int) {
	most := descriptors()
	begun := time.Now()
	roles.Must(r.Close())
	report(counts{
		"leaked":           max(0, int64(descriptors()-before)),
		"most descriptors": int64(most),
		"most MiB":         peakMiB(),
		"most ms to close": time.Since(begun).Milliseconds(),
	})
}

// report is the last thing that a role does.
func report(c counts) { roles.Must(json.NewEncoder(os.Stdout).Encode(c)) }

func number(arg string) int {
	n, err := strconv.Atoi(arg)
	roles.Must(err)
	return n
}

// descriptors returns how many this process has open.
func descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	roles.Must(err)
	return len(entries) - 1 // the directory itself
}

// descriptorsAtRest counts those that the runtime keeps from the first time on
// that something waits, too.
func descriptorsAtRest() int {
	r, w, err := os.Pipe()
	roles.Must(err)
	r.Close()
	w.Close()
	return descriptors()
}

// peakMiB returns the most memory that this process has had.
func peakMiB() int64 { return statusMiB("VmHWM:") }

// residentMiB returns the memory that it has.
func residentMiB() int64 { return statusMiB("VmRSS:") }

func statusMiB(line string) (mib int64) {
	status, err := os.ReadFile("/proc/self/status")
	roles.Must(err)
	_, after, _ := strings.Cut(string(status), line)
	_, _ = fmt.Sscan(after, &mib)
	return mib >> 10
}
