package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// An asker asks an aggregator that is a process of its own.
type asker struct {
	*process
	url     string
	slowest time.Duration
}

func startAsker(s *squatters, user int) *asker {
	p := startAs(s, user, s.dir, "aggregator", "127.0.0.1:0")
	return &asker{process: p, url: "http://" + p.line()}
}

func (a *asker) get(target string) []byte {
	a.t.Helper()
	begun := time.Now()
	resp, err := http.Get(a.url + target)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		a.t.Fatal(resp.Status, err)
	}
	took := time.Since(begun)
	a.t.Logf("%s: %d bytes in %v, at most %d MiB", target, len(body), took, a.status("VmHWM")>>10)
	a.slowest = max(a.slowest, took)
	return body
}

// status returns a number of /proc/PID/status.
func (a *asker) status(key string) (n int) {
	a.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", a.Process.Pid))
	if err != nil {
		a.t.Skip("needs /proc")
	}
	_, after, _ := strings.Cut(string(text), "\n"+key+":")
	if _, err := fmt.Sscan(after, &n); err != nil {
		a.t.Fatal(key, err)
	}
	return n
}

// costs are what an aggregator has between two requests.
type costs struct{ heap, goroutines, threads, descriptors int }

func (a *asker) costs() (c costs) {
	a.t.Helper()
	if _, err := fmt.Sscan(string(a.get("/heap")), &c.heap, &c.goroutines); err != nil {
		a.t.Fatal(err)
	}
	c.threads, c.descriptors = a.status("Threads"), a.descriptors()
	return c
}

// compare compares the costs before some requests with those after them.
func (a *asker) compare(before, after costs) {
	a.t.Helper()
	a.t.Logf("before %+v, after %+v", before, after)
	if after.heap > mostKept || after.goroutines > before.goroutines+2 ||
		after.threads > before.threads+8 || after.descriptors > before.descriptors+2 {
		a.t.Error("it grows")
	}
	if most := a.status("VmHWM"); slowdown == 1 && most > mostMemory {
		a.t.Errorf("it had %d MiB", most>>10)
	}
	if a.slowest > deadline+3*overtime*slowdown {
		a.t.Errorf("an answer took %v", a.slowest)
	}
}
