//go:build unix

package e2e

import (
	"os"
	"testing"
	"time"
)

// A pipe that is removed is back within two seconds.
func TestPathRemoved(t *testing.T) {
	p := start(t, t.TempDir(), "program", "1", "0")
	path := p.line()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	eventually(t, 10*time.Second, "the pipe is back", func() bool { return pipeIsOurs(path) })
	t.Logf("back after %v", time.Since(begun))
	if text, err := os.ReadFile(path); err != nil || !whole(text) {
		t.Errorf("got %v\n%s", err, text)
	}
}
