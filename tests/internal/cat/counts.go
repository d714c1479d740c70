package cat

import (
	"bytes"
	"fmt"
	"strconv"
)

// Counts are what a reader met.
type Counts struct{ Whole, Empty, Torn, Glued, Hung int64 }

// Add adds what another reader met.
func (c *Counts) Add(d Counts) {
	c.Whole += d.Whole
	c.Empty += d.Empty
	c.Torn += d.Torn
	c.Glued += d.Glued
	c.Hung += d.Hung
}

// Judge counts what one read gave.
func (c *Counts) Judge(text []byte) {
	switch heads := bytes.Count(text, []byte(processHead)); {
	case len(text) == 0:
		c.Empty++
	case heads > 1:
		c.Glued++
	case Whole(text):
		c.Whole++
	default:
		c.Torn++
	}
}

const processHead = "pipestatic_process{"

// Whole checks what the frame promises.
func Whole(text []byte) bool {
	lines := bytes.Split(text, []byte("\n"))
	if len(lines) < 7 || len(lines[len(lines)-1]) > 0 ||
		!bytes.HasPrefix(lines[0], []byte(processHead)) {
		return false
	}
	at := 2
	for _, head := range []string{
		"pipestatic_gauges: ", "pipestatic_counters: ", "pipestatic_bins: ",
	} {
		if at >= len(lines) {
			return false
		}
		n, err := strconv.Atoi(string(bytes.TrimPrefix(lines[at], []byte(head))))
		if err != nil || !bytes.HasPrefix(lines[at], []byte(head)) || n < 0 || n > len(lines) {
			return false
		}
		at += 1 + n
	}
	if at != len(lines)-2 {
		return false
	}
	size := len(text) - len(lines[at]) - 1
	return string(lines[at]) == fmt.Sprintf("pipestatic_bytes: %d", size)
}
