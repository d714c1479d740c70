package pipedir

import (
	"os"
	"path/filepath"
)

// Env is the environment variable that names the directory of the pipes.
const Env = "PIPESTATIC_DIR"

// Off, in place of a directory, means no pipe.
const Off = "off"

// Path returns the directory of the pipes: dir if it is not empty, else what
// the environment says, else the one that all writers of the format share. It
// is absolute, so that it stays the same when the program changes its own.
func Path(dir string) string {
	if dir == "" {
		dir = os.Getenv(Env)
	}
	if dir == "" {
		dir = "/tmp/stats-pipe"
	}
	if dir == Off {
		return Off
	}
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}
