//go:build unix

package terminal

import (
	"fmt"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// suspend is ^Z.
const suspend Key = 'Z' - '@'

func (t *Terminal) press(k Key) {
	if k == suspend {
		t.emit(Suspended{})
		return
	}
	t.emit(k)
}

// Resume enters the full screen, also where it had been entered: another program
// may have changed the modes while this one was stopped.
func (t *Terminal) Resume() error {
	if err := set(int(t.in.Fd()), raw(t.found)); err != nil {
		return fmt.Errorf("terminal modes: %w", err)
	}
	t.entered = true
	t.screen.command(enter)
	return nil
}

// Suspend gives the terminal back and stops the job, until it is continued. SIGTSTP
// must not be caught for that: Go's signal.Reset does not give its default back.
func (t *Terminal) Suspend() error {
	t.restore()
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	if err := unix.Kill(0, unix.SIGTSTP); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	select {
	case <-continued:
	case <-time.After(time.Second): // without a shell that could continue it, nobody is stopped
	}
	return t.Resume()
}

// restore leaves what was entered. Where the terminal is another's, that one has
// its own modes already.
func (t *Terminal) restore() {
	if !t.entered {
		return
	}
	t.entered = false
	if inFront(int(t.in.Fd())) {
		_ = set(int(t.in.Fd()), t.found)
		t.screen.command(leave)
		t.screen.flush()
	}
}
