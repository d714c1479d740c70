package pipedir

import (
	"bytes"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Lookup returns the process of that pid. ok is false when there is none, when
// it is a zombie, and when the number is a thread's. A process that /proc does
// not show (it can be mounted so) is there if kill(2) says so.
func Lookup(pid int) (p Process, ok bool) {
	var text [procBytes]byte
	status, err := readProc(pid, "status", text[:])
	if err != nil {
		return Process{}, exists(pid)
	}
	for line := range bytes.Lines(status) {
		key, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch string(key) {
		case "Name":
			p.Command = string(value)
		case "State":
			p.Stopped = bytes.HasPrefix(bytes.ToUpper(value), []byte("T"))
			if bytes.HasPrefix(value, []byte("Z")) || bytes.HasPrefix(value, []byte("X")) {
				return Process{}, false
			}
		case "Tgid":
			if string(value) != strconv.Itoa(pid) {
				return Process{}, false
			}
		case "Uid":
			for _, f := range bytes.Fields(value) {
				uid, _ := strconv.ParseUint(string(f), 10, 32)
				p.UIDs = append(p.UIDs, uint32(uid))
			}
		}
	}
	p.pid = pid
	return p, true
}

// procBytes is more than all that comes before what is looked for in a file in
// /proc, and that itself.
const procBytes = 1024

// readProc reads the beginning of a file of a process. A reader of many pipes
// does it for each: os.ReadFile would cost it more than twice as much.
func readProc(pid int, name string, text []byte) (begin []byte, err error) {
	path := "/proc/" + strconv.Itoa(pid) + "/" + name
	fd, err := openat(unix.AT_FDCWD, path, unix.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	n := 0
	err = again(func() error {
		n, err = unix.Read(fd, text)
		return err
	})
	return text[:max(n, 0)], err
}

// userHZ is the unit of the times in /proc/PID/stat: proc(5), USER_HZ.
const userHZ = 100

// startTime returns when the process started, or zero when that cannot be read.
func startTime(pid int) time.Time {
	var text [procBytes]byte
	stat, err := readProc(pid, "stat", text[:])
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
