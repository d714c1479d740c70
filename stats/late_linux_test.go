package stats_test

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// oPath is O_PATH, which package syscall does not have.
const oPath = 0x200000

// A reader that looked up the path, and opens what it led to only after that
// FIFO had its answer, gets an end of file.
func TestLateReaderIsFreed(t *testing.T) {
	r := served(t, stats.Options{})
	for range 20 {
		old, err := syscall.Open(r.Path(), oPath, 0)
		if err != nil {
			t.Fatal(err)
		}
		cat(t, r.Path())
		begun := time.Now()
		if got := cat(t, fmt.Sprintf("/proc/self/fd/%d", old)); got != "" {
			t.Errorf("a late reader got %q", got)
		}
		// The last poke comes a second after the answer.
		if took := time.Since(begun); took > 1200*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		syscall.Close(old)
	}
}

// More FIFOs than are kept do not make readers wait, nor descriptors grow.
func TestManyReadersInARow(t *testing.T) {
	r := served(t, stats.Options{})
	before := descriptors(t)
	for range 150 {
		if got := cat(t, r.Path()); !whole(got) {
			t.Fatalf("got\n%s", got)
		}
	}
	if more := descriptors(t) - before; more > 140 {
		t.Errorf("%d descriptors more", more)
	}
}

// Where the descriptors are all in use, Close still ends, and says so when it
// could not free the thread that waits for readers.
func TestCloseWithoutDescriptors(t *testing.T) {
	r := served(t, stats.Options{})
	path := r.Path()
	cat(t, path)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	setLimit := func(n uint64) {
		l := syscall.Rlimit{Cur: n, Max: limit.Max}
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
			t.Fatal(err)
		}
	}
	setLimit(0)
	err := r.Close()
	setLimit(limit.Cur)
	if err == nil {
		return // it was not parked again yet
	}
	if !errors.Is(err, syscall.EMFILE) {
		t.Errorf("got %v", err)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // frees the thread
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}
