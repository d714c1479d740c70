//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/internal/cat"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// A turner opens and closes registries and aggregators.
type turner struct {
	random *rand.Rand
	mu     sync.Mutex
	counts // guarded by mu while there are readers
}

// cycler opens and closes until it is told to end, and then counts what is left.
//
//	cycler SEED
func cycler(args []string) {
	c := &turner{random: rand.New(rand.NewPCG(uint64(number(args[0])), 0)), counts: counts{}}
	for range 10 { // the runtime keeps what it has needed once
		c.turn()
	}
	before := c.settled(func(holdings) bool { return false })
	fmt.Println("ready")
	if roles.Loop(patience, func(func()) { c.turn() }) {
		report(counts{"hung": 1})
		return
	}
	after := c.settled(before.covers)
	if !before.covers(after) {
		c.breach("leaked", "before %+v, after %+v", before, after)
	}
	report(c.counts)
}

// settled returns what this process holds when that is enough, or time is over.
func (c *turner) settled(enough func(holdings) bool) (h holdings) {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		if h = hold(); enough(h) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return h
}

// turn opens a registry and an aggregator, and closes the registry while both
// are read.
func (c *turner) turn() {
	o := stats.Options{
		Program: "cycle", Linger: time.Duration(c.random.IntN(2)) * 10 * time.Millisecond,
	}
	r := stats.New(o)
	testify(r, []int{10, 1000, 10_000}[c.random.IntN(3)])
	roles.Must(r.Open())
	path := r.Path() // while there is one
	var readers sync.WaitGroup
	for range 2 {
		delay := time.Duration(c.random.IntN(4000)) * time.Microsecond
		readers.Go(func() { c.read(path, delay) })
	}
	readers.Go(func() { c.hold(path, 20*time.Millisecond) })
	h := aggregator.New(aggregator.Options{Timeout: 200 * time.Millisecond})
	for range 6 {
		after := time.Duration(c.random.IntN(20_000)) * time.Microsecond
		readers.Go(func() { c.cancel(h, after) })
	}
	time.Sleep(time.Duration(c.random.IntN(5000)) * time.Microsecond)
	err, again := r.Close(), r.Close()
	readers.Wait()
	if err != nil || again != nil {
		c.breach("leaked", "closing says %v, then %v", err, again)
	}
	c.counts["cycles"]++
}

// read reads like cat, and may come when the pipe is closed.
func (c *turner) read(path string, delay time.Duration) {
	time.Sleep(delay)
	text, err := cat.Read(path, make([]byte, 128<<10), func() {})
	c.mu.Lock()
	defer c.mu.Unlock()
	if errors.Is(err, fs.ErrNotExist) {
		c.counts["came too late"]++
		return
	}
	roles.Must(err)
	c.counts["reads"]++
	if len(text) == 0 {
		c.counts["empty"]++
	}
}

// hold opens the pipe and reads nothing.
func (c *turner) hold(path string, d time.Duration) {
	if fd, err := cat.Open(path, unix.O_NONBLOCK); err == nil {
		time.Sleep(d)
		unix.Close(fd)
	}
}

// cancel asks, and has gone after that time.
func (c *turner) cancel(h http.Handler, after time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts["reads"]++
	if ctx.Err() != nil {
		c.counts["cancelled"]++
	}
}
