//go:build unix

package terminal

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Is reports whether f is a terminal.
func Is(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), getModes)
	return err == nil
}

// raw returns the modes in which keys come one by one and are not shown. ^C stays
// the terminal's, for the whole pipeline; but ^\ would print a dump into the
// screen, ^S freeze it, and ^Z leave it to the shell as it is.
func raw(modes unix.Termios) unix.Termios {
	modes.Lflag &^= unix.ICANON | unix.ECHO | unix.IEXTEN
	modes.Iflag &^= unix.IXON | unix.ICRNL
	modes.Cc[unix.VMIN], modes.Cc[unix.VTIME] = 1, 0
	modes.Cc[unix.VQUIT], modes.Cc[unix.VSUSP] = disabled, disabled
	return modes
}

// set sets the modes. A program in the background waits here until it is in front
// again, as everybody does that wants to have the terminal.
func set(fd int, modes unix.Termios) error {
	for {
		err := unix.IoctlSetTermios(fd, setModes, &modes)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// inFront reports whether the terminal is ours, and not the shell's. It is where it
// controls nobody.
func inFront(fd int) bool {
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
