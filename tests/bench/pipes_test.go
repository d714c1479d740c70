//go:build linux

package bench

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/tests/served"
)

// BenchmarkPipes reads all pipes of a host and answers with the sums. The others
// only open, read and close them: 32 at a time is the floor.
func BenchmarkPipes(b *testing.B) {
	for _, c := range []struct{ pipes, stats int }{
		{1, 100}, {10, 100}, {100, 100}, {1000, 100}, {1000, 1000}, {10_000, 100},
	} {
		h := startHost(b, c.pipes, c.stats)
		paths := h.paths(b)
		column := fmt.Sprintf("/%d x %d", c.pipes, c.stats)
		b.Run("pipestatic"+column, h.aggregate)
		b.Run("32 at a time"+column, func(b *testing.B) { readAll(b, paths, 32) })
		if c.pipes == 1000 && c.stats == 100 {
			b.Run("one by one"+column, func(b *testing.B) { readAll(b, paths, 1) })
			b.Run("1,000 goroutines"+column, func(b *testing.B) { readAll(b, paths, 1000) })
		}
		h.process.Kill()
	}
}

// readAll reads all of the pipes, so many at a time.
func readAll(b *testing.B, paths []string, atATime int) {
	b.ReportAllocs()
	for b.Loop() {
		var next, missed atomic.Int64
		var readers sync.WaitGroup
		for range atATime {
			readers.Go(func() {
				for i := next.Add(1) - 1; int(i) < len(paths); i = next.Add(1) - 1 {
					if text, err := os.ReadFile(paths[i]); err != nil || len(text) == 0 {
						missed.Add(1)
					}
				}
			})
		}
		readers.Wait()
		if n := missed.Load(); n > 0 {
			b.Errorf("%d pipes were not read", n)
		}
	}
}

// BenchmarkReaders is how one pipe serves readers that come again and again: the
// time per whole snapshot, over all of them.
func BenchmarkReaders(b *testing.B) {
	path := start(b, b.TempDir(), "idle", "pipestatic").ready
	for _, n := range []int{1, 3, 10, 30, 100} {
		b.Run(fmt.Sprint("pipestatic/", n), func(b *testing.B) {
			var whole, opened atomic.Int64
			var readers sync.WaitGroup
			b.ResetTimer()
			for range n {
				readers.Go(func() {
					for whole.Load() < int64(b.N) {
						text, err := os.ReadFile(path)
						if err != nil {
							b.Error(err)
							return
						}
						if opened.Add(1); len(text) > 0 {
							whole.Add(1)
						}
					}
				})
			}
			readers.Wait()
			empty := opened.Load() - whole.Load()
			b.ReportMetric(float64(b.Elapsed())/float64(whole.Load()), "ns/op")
			b.ReportMetric(float64(empty)/float64(opened.Load()), "empty/open")
		})
	}
}

// BenchmarkGrowth reports the bytes that the aggregator keeps for each counter
// and process, so that it can tell how much they have grown.
func BenchmarkGrowth(b *testing.B) {
	for _, counters := range []int{100, 1000} {
		h := startHost(b, 1000, counters)
		read := func() http.Handler {
			agg := aggregator.New(aggregator.Options{Dirs: []string{h.dir}, Timeout: time.Minute})
			agg.ServeHTTP(served.NewWriter(), served.Request(http.MethodGet, "/"))
			return agg
		}
		b.Run(fmt.Sprintf("pipestatic/growth, %d each", counters), func(b *testing.B) {
			read() // the runtime keeps what goroutines are made of
			before := heap()
			var agg http.Handler
			for b.Loop() {
				agg = read()
			}
			each := float64(heap()-before) / float64(h.pipes*counters)
			b.ReportMetric(each, "B/each")
			runtime.KeepAlive(agg)
		})
		h.process.Kill()
	}
}
