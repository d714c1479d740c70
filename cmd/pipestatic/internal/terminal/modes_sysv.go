//go:build aix || linux || solaris

package terminal

import "golang.org/x/sys/unix"

const (
	getModes = unix.TCGETS
	setModes = unix.TCSETS
	disabled = 0 // _POSIX_VDISABLE
)
