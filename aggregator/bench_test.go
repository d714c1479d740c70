//go:build unix

package aggregator

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// BenchmarkRead reads the pipes of 32 programs with 100 stats each, beside what
// a shell would do: one cat after the other.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	counters := make([]string, 100)
	for i := range counters {
		counters[i] = fmt.Sprintf("requests_%03d_total: %d", i, i)
	}
	text := pipetest.Text(pipetest.Frame("web", counters...))
	var paths []string
	for n := range 32 {
		name := pipedir.FileName(os.Getpid(), 2+n)
		pipetest.Serve(b, dir, name, pipetest.Ours, text)
		paths = append(paths, filepath.Join(dir, name))
	}
	b.Run("aggregator", func(b *testing.B) {
		h := reader(dir, 10*time.Second)
		for b.Loop() {
			if r := read(b, h); r.count(ok) != len(paths) {
				b.Fatal(states(r))
			}
		}
	})
	b.Run("cat", func(b *testing.B) {
		for b.Loop() {
			for _, path := range paths {
				if _, err := os.ReadFile(path); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
