//go:build unix && !linux

package pipedir

import "time"

// Lookup returns the process of that pid, of which only kill(2) says anything:
// a zombie is there, too.
func Lookup(pid int) (p Process, ok bool) { return Process{}, exists(pid) }

func startTime(int) time.Time { return time.Time{} }
