//go:build unix && !linux

package pipedir

import "golang.org/x/sys/unix"

const dirFlags = unix.O_RDONLY
