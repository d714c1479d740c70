//go:build unix

package cat

import "golang.org/x/sys/unix"

// Read opens the pipe, waiting for its writer, and reads to the end of file, as
// much at a time as the buffer holds. It calls alive when something has come.
func Read(path string, buffer []byte, alive func()) (text []byte, err error) {
	fd, err := Open(path, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	for {
		alive()
		n, err := unix.Read(fd, buffer)
		switch {
		case err == unix.EINTR:
		case err != nil || n == 0:
			return text, err
		default:
			text = append(text, buffer[:n]...)
		}
	}
}

// Open opens the pipe for reading.
func Open(path string, flags int) (fd int, err error) {
	for err = unix.EINTR; err == unix.EINTR; {
		fd, err = unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC|flags, 0)
	}
	return fd, err
}
