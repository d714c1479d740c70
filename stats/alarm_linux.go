package stats

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A timerFD is an alarm by the system's clock, which Go's runtime waits for as
// for a socket: that wakes one thread, where one of Go's timers wakes several,
// to look for more work. None of the calls waits, or makes others wake.
type timerFD struct {
	fd   int
	file *os.File
	conn syscall.RawConn
}

// newAlarm makes do with a timer where there is no more to have.
func newAlarm() alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return newTimer()
	}
	t := timerFD{fd: fd, file: os.NewFile(uintptr(fd), "timerfd")}
	if t.conn, err = t.file.SyscallConn(); err != nil {
		t.close()
		return newTimer()
	}
	return t
}

func (t timerFD) set(d time.Duration) {
	once := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(max(d, 1)))}
	_ = unix.TimerfdSettime(t.fd, 0, &once, nil)
}

// wait waits until there is no time left. That need not be read off: setting the
// alarm again makes up for it.
func (t timerFD) wait() {
	_ = t.conn.Read(func(uintptr) (over bool) {
		var left unix.ItimerSpec
		err := unix.TimerfdGettime(t.fd, &left)
		return err != nil || left.Value == unix.Timespec{}
	})
}

func (t timerFD) close() { t.file.Close() }
