//go:build unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// foreignWriter behaves like the first implementation of the format: it makes a
// FIFO, waits for a reader, writes lines without framing, floats as %f, closes,
// removes the FIFO, and begins anew.
func foreignWriter([]string) {
	path := filepath.Join(os.Getenv("PIPESTATIC_DIR"), fmt.Sprintf("%d.stats", os.Getpid()))
	unix.Umask(0)
	go func() {
		for {
			must(syscall.Mkfifo(path, 0o644))
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			must(err)
			fmt.Fprintf(f, "signups: %d\nload: %f\nfoo :: now: %f\n", 5, 1.5, 0.25)
			f.Close()
			must(os.Remove(path))
		}
	}()
	fmt.Println(path)
	untilStdinEnds()
	os.Remove(path)
	fmt.Println("end")
}

// firstReader parses like the first implementation: it splits at the last
// colon, takes an int, then a float, and fails at anything else.
func firstReader(text string) (map[string]float64, error) {
	sums := map[string]float64{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		colon := strings.LastIndexByte(line, ':')
		if colon < 0 {
			return nil, fmt.Errorf("no colon: %q", line)
		}
		var f float64
		if _, err := fmt.Sscan(strings.TrimSpace(line[colon+1:]), &f); err != nil {
			return nil, fmt.Errorf("no number: %q: %w", line, err)
		}
		sums[line[:colon]] += f
	}
	return sums, nil
}
