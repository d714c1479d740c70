package e2e

import (
	"os"

	"golang.org/x/sys/unix"
)

const notAPipe = "refused: not a named pipe"

// What is said of a pipe that does not answer, whatever it would say. There may
// be more of those than can be listened to in the time.
var unheard = []string{
	"slow: nothing came in time", "slow: too many pipes are silent",
	"slow: it is open, and nothing comes", "slow: its process does not serve it",
	"slow: the other pipes say too much at once",
}

// What is said of a pipe that says too much: the time or the room may be over
// before its bound is reached.
var tooMuch = append([]string{
	"torn: more than 16777216 bytes", "slow: it stopped in the middle",
}, unheard...)

// node makes a file of that kind and mode.
func node(mode uint32) func(path string) error { return device(mode, 0, 0) }

func device(mode, major, minor uint32) func(path string) error {
	return func(path string) error {
		err := unix.Mknod(path, mode, int(unix.Mkdev(major, minor)))
		if err == nil {
			err = unix.Chmod(path, mode&^unix.S_IFMT) // whatever the umask
		}
		return err
	}
}

func theirs(mode uint32) func(path string) error {
	return func(path string) error {
		if err := node(unix.S_IFIFO | mode)(path); err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	}
}
