//go:build unix

package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
)

const requests = "http_requests_total"

// Workers are replaced 100 times under load, each second one by kill -9. Growth
// never falls, has all that those counted who ended in order, and of the killed
// all that had been read.
func TestRestarts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	f := newFleet(t, 4, []string{"/quick"}, startWorker(t, dir, "127.0.0.1:0", 5*time.Second))
	f.run(4)
	watched := watchGrowth(t, h)
	read := 0.0
	var killed int64
	for i := range 100 {
		if i%2 == 0 {
			f.end(i % 4)
			continue
		}
		old := f.members[i%4].Load()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/processes?values=1&match="+requests, nil))
		read += valueOf(t, w.Body.Bytes(), old.process.Process.Pid)
		f.kill(i % 4)
		killed += old.asked.Load()
	}
	f.halt()
	watched()

	var ended, alive int64
	for _, m := range f.gone {
		if m.fetchedBeforeEnds {
			ended += m.served
			if m.served != m.answered.Load() {
				t.Errorf("a worker served %d requests, and answered %d", m.served, m.answered.Load())
			}
		}
	}
	for i := range f.members {
		alive += f.members[i].Load().answered.Load()
	}
	got := ask(t, h, "/").Growth[requests]
	least, most := float64(ended+alive)+read, float64(ended+alive+killed)
	t.Logf("growth %.0f: %d ended, %.0f to %d killed, %d alive", got, ended, read, killed, alive)
	if got < least || got > most {
		t.Errorf("growth is %.0f, not between %.0f and %.0f", got, least, most)
	}
}

// watchGrowth reads again and again, until it is told to stop.
func watchGrowth(t *testing.T, h http.Handler) (stop func()) {
	var watching sync.WaitGroup
	done := make(chan struct{})
	watching.Go(func() {
		for last := 0.0; ; {
			select {
			case <-done:
				return
			default:
			}
			now := ask(t, h, "/?match="+requests).Growth[requests]
			if now < last {
				t.Errorf("growth fell from %.0f to %.0f", last, now)
			}
			last = now
		}
	})
	return func() { close(done); watching.Wait() }
}

// valueOf returns how many requests the process shows, or 0 if it did not answer
// in time.
func valueOf(t *testing.T, processes []byte, pid int) float64 {
	t.Helper()
	var list struct {
		Processes []struct {
			PID    int
			Values map[string]float64
		}
	}
	if err := json.Unmarshal(processes, &list); err != nil {
		t.Fatalf("%v: %s", err, processes)
	}
	for _, p := range list.Processes {
		if p.PID == pid {
			return p.Values[requests]
		}
	}
	return 0
}
