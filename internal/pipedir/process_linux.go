package pipedir

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Lookup returns the process of that pid. ok is false when there is none, when
// it is a zombie, and when the number is a thread's. A process that /proc does
// not show (it can be mounted so) is there if kill(2) says so.
func Lookup(pid int) (p Process, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Process{}, exists(pid)
	}
	for line := range strings.Lines(string(status)) {
		key, value, _ := strings.Cut(line, ":")
		fields := strings.Fields(value)
		switch {
		case len(fields) == 0:
		case key == "State" && (fields[0] == "Z" || fields[0] == "X"):
			return Process{}, false
		case key == "Tgid" && fields[0] != strconv.Itoa(pid):
			return Process{}, false
		case key == "Uid":
			for _, f := range fields {
				uid, _ := strconv.ParseUint(f, 10, 32)
				p.UIDs = append(p.UIDs, uint32(uid))
			}
		}
	}
	p.Start = startTime(pid)
	return p, true
}

// userHZ is the unit of the times in /proc/PID/stat: proc(5), USER_HZ.
const userHZ = 100

// startTime returns when the process started, or zero when that cannot be read.
func startTime(pid int) time.Time {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return time.Time{}
	}
	// The command, in parentheses, may hold anything; field 22 is the start.
	_, after, _ := bytes.Cut(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" "))
	fields := bytes.Fields(after)
	if len(fields) < 20 {
		return time.Time{}
	}
	ticks, err := strconv.ParseInt(string(fields[19]), 10, 64)
	// In this order: what goes by between the two makes the process look older,
	// and so able to have made a FIFO, never younger.
	now, up := time.Now(), unix.Timespec{}
	if err != nil || unix.ClockGettime(unix.CLOCK_BOOTTIME, &up) != nil {
		return time.Time{}
	}
	return now.Add(time.Duration(ticks)*(time.Second/userHZ) - time.Duration(up.Nano()))
}
