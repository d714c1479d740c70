package pipedir

import "golang.org/x/sys/unix"

// dirFlags open a directory that may be used but not listed, too.
const dirFlags = unix.O_PATH
