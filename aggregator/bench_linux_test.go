package aggregator

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkCrowd reads the pipes of many processes of one kind, beside the least
// that it can cost: to open, read and close them. The work of the writers is in
// it. With TMPDIR=/dev/shm it does not measure the disk.
func BenchmarkCrowd(b *testing.B) {
	for _, c := range []struct{ pipes, stats int }{
		{100, 1000}, {1000, 100}, {1000, 1000}, {10_000, 100},
	} {
		b.Run(fmt.Sprintf("%dx%d", c.pipes, c.stats), func(b *testing.B) {
			dir := b.TempDir()
			startCrowd(b, dir, c.pipes, c.stats)
			b.Run("aggregator", func(b *testing.B) {
				h := reader(dir, time.Minute)
				b.ReportAllocs()
				for b.Loop() {
					if r := read(b, h); r.count(ok) != c.pipes {
						b.Fatal(states(r))
					}
				}
			})
			b.Run("floor", func(b *testing.B) {
				paths, err := filepath.Glob(filepath.Join(dir, "*.stats"))
				if err != nil || len(paths) != c.pipes {
					b.Fatal(len(paths), err)
				}
				for b.Loop() {
					drain(b, paths)
				}
			})
		})
	}
}

// drain opens, reads and closes the pipes, 32 at a time.
func drain(b *testing.B, paths []string) {
	next := make(chan string)
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			text := make([]byte, 128<<10)
			for path := range next {
				fd := retried(b, func() (int, error) {
					return unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
				})
				for retried(b, func() (int, error) { return unix.Read(fd, text) }) > 0 {
				}
				unix.Close(fd)
			}
		})
	}
	for _, path := range paths {
		next <- path
	}
	close(next)
	all.Wait()
}

// retried makes a system call that a signal may interrupt.
func retried(b *testing.B, call func() (int, error)) int {
	for {
		n, err := call()
		if err == nil {
			return n
		}
		if err != unix.EINTR {
			b.Error(err)
			return 0
		}
	}
}
