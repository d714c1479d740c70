//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/cat"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// patience is how long a reader waits before it says that it hangs.
const patience = 8 * time.Second

// reader reads a pipe again and again as cat does, blocking, and prints what it
// met.
//
//	reader PATH BYTES
//
// It reads so many bytes at a time.
func reader(args []string) {
	size, _ := strconv.Atoi(args[1])
	buffer := make([]byte, size)
	fmt.Println("ready")
	var c cat.Counts
	if roles.Loop(patience, func(alive func()) {
		text, err := cat.Read(args[0], buffer, alive)
		must(err)
		c.Judge(text)
	}) {
		c = cat.Counts{Hung: 1}
	}
	must(json.NewEncoder(os.Stdout).Encode(c))
}

func whole(text []byte) bool { return cat.Whole(text) }

// pipeIsOurs reports whether a FIFO with our mark lies there.
func pipeIsOurs(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&(os.ModeSticky|os.ModeNamedPipe) == os.ModeSticky|os.ModeNamedPipe
}
