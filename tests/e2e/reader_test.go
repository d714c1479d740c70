//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// counts are what a reader met.
type counts struct{ whole, empty, torn, glued, hung int64 }

func (c *counts) add(line string) {
	var d counts
	_, err := fmt.Sscan(line, &d.whole, &d.empty, &d.torn, &d.glued, &d.hung)
	must(err)
	c.whole += d.whole
	c.empty += d.empty
	c.torn += d.torn
	c.glued += d.glued
	c.hung += d.hung
}

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
	fmt.Println("ready")
	var c counts
	var stop atomic.Bool
	var since atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, size)
		for !stop.Load() {
			since.Store(time.Now().UnixNano())
			c.read(args[0], buffer)
		}
	}()
	untilStdinEnds()
	stop.Store(true)
	for {
		select {
		case <-done:
			fmt.Println(c.whole, c.empty, c.torn, c.glued, c.hung)
			return
		case <-time.After(patience / 10):
			if time.Since(time.Unix(0, since.Load())) > patience {
				fmt.Println(0, 0, 0, 0, 1)
				return
			}
		}
	}
}

func (c *counts) read(path string, buffer []byte) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err == unix.EINTR {
		return
	}
	must(err)
	defer unix.Close(fd)
	var text []byte
	for {
		n, err := unix.Read(fd, buffer)
		if err == unix.EINTR {
			continue
		}
		must(err)
		if n == 0 {
			break
		}
		text = append(text, buffer[:n]...)
	}
	switch heads := bytes.Count(text, []byte("pipestatic_process{")); {
	case len(text) == 0:
		c.empty++
	case heads > 1:
		c.glued++
	case whole(text):
		c.whole++
	default:
		c.torn++
	}
}

// whole checks what the frame promises, with another parser than ours.
func whole(text []byte) bool {
	lines := bytes.Split(text, []byte("\n"))
	if len(lines) < 7 || len(lines[len(lines)-1]) > 0 || !bytes.HasPrefix(lines[0], []byte("pipestatic_process{")) {
		return false
	}
	at := 2
	for _, head := range []string{"pipestatic_gauges: ", "pipestatic_counters: ", "pipestatic_bins: "} {
		if at >= len(lines) {
			return false
		}
		n, err := strconv.Atoi(string(bytes.TrimPrefix(lines[at], []byte(head))))
		if err != nil || !bytes.HasPrefix(lines[at], []byte(head)) {
			return false
		}
		at += 1 + n
	}
	size := len(text) - len(lines[at]) - 1
	return at == len(lines)-2 && string(lines[at]) == fmt.Sprintf("pipestatic_bytes: %d", size)
}

// pipeIsOurs reports whether a FIFO with our mark lies there.
func pipeIsOurs(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&(os.ModeSticky|os.ModeNamedPipe) == os.ModeSticky|os.ModeNamedPipe
}
