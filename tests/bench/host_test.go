//go:build linux

package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/tests/served"
)

// A host is a directory with many pipes, which one process serves.
type host struct {
	dir                string
	pipes, statsOfEach int
	process            *process
}

// pipesPerUser is how many pipes of full size the kernel gives a user; root can
// have more.
const pipesPerUser = 1000

func startHost(b *testing.B, pipes, statsOfEach int) *host {
	b.Helper()
	if pipes > pipesPerUser && os.Geteuid() != 0 {
		b.Skip("needs root: a user has no more than 1,024 pipes of full size")
	}
	h := &host{dir: inMemory(b), pipes: pipes, statsOfEach: statsOfEach}
	h.process = start(b, h.dir, "pipes", strconv.Itoa(pipes), strconv.Itoa(statsOfEach))
	return h
}

// inMemory returns a directory that lies in memory, where the system has such: a
// disk's journal would take longer than the pipes.
func inMemory(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "pipestatic")
	if err != nil {
		return b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// servePipes is a process with so many pipes of so many stats each.
func servePipes(args []string) {
	pipes, _ := strconv.Atoi(args[0])
	n, _ := strconv.Atoi(args[1])
	w := writers{dir: os.Getenv("PIPESTATIC_DIR"), text: framedText(names(n)), open: map[string]int{}}
	must(w.begin(pipes))
	go func() { must(w.serve()) }()
	untilStdinEnds(fmt.Sprint(pipes, " pipes"))
}

// paths are those of all pipes.
func (h *host) paths(b *testing.B) []string {
	paths, err := filepath.Glob(filepath.Join(h.dir, "*.stats"))
	if err != nil || len(paths) != h.pipes {
		b.Fatalf("there are %d pipes of %d: %v", len(paths), h.pipes, err)
	}
	return paths
}

// aggregate measures whole reads by the aggregator, and checks the last one.
func (h *host) aggregate(b *testing.B) {
	agg := aggregator.New(aggregator.Options{Dirs: []string{h.dir}, Timeout: time.Minute})
	r, w := served.Request(http.MethodGet, "/"), served.NewWriter()
	agg.ServeHTTP(w, r) // the first one knows no process
	b.ReportAllocs()
	for b.Loop() {
		agg.ServeHTTP(w, r)
	}
	answer := httptest.NewRecorder()
	agg.ServeHTTP(answer, r)
	var got struct {
		Stats     map[string]int64
		Processes struct {
			Read     int
			Complete bool
		}
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil {
		b.Fatal(err)
	}
	last := h.statsOfEach - 1
	if p := got.Processes; p.Read != h.pipes || !p.Complete ||
		got.Stats[names(h.statsOfEach)[last]] != int64(h.pipes)*int64(value(last)) {
		b.Errorf("read %+v of %d pipes, the last sum is %d",
			p, h.pipes, got.Stats[names(h.statsOfEach)[last]])
	}
}
