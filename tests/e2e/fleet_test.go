//go:build unix

package e2e

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A fleet are several workers and their clients. Each worker can be replaced
// while the clients go on.
type fleet struct {
	t       *testing.T
	start   func() *member
	paths   []string // what the clients ask for, each as often as the others
	members []atomic.Pointer[member]
	gone    []*member

	client  http.Client
	clients sync.WaitGroup
	stop    chan struct{}

	mu      sync.Mutex
	answers []reply // guarded by mu
}

// A member is one worker.
type member struct {
	process           *process
	url               string
	asked, answered   atomic.Int64
	served            int64 // by its own account, once it has ended
	fetchedBeforeEnds bool
}

// newFleet starts so many workers.
func newFleet(t *testing.T, size int, paths []string, start func() *member) *fleet {
	t.Helper()
	f := &fleet{
		t: t, start: start, paths: paths,
		members: make([]atomic.Pointer[member], size), stop: make(chan struct{}),
		// An answer on a connection of its own is no other worker's.
		client: http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	}
	for i := range f.members {
		f.members[i].Store(start())
	}
	return f
}

// startWorker returns how to start a worker that has its pipe in dir.
func startWorker(t *testing.T, dir, address string, linger time.Duration) func() *member {
	return func() *member {
		p := start(t, dir, "worker", address, linger.String())
		return &member{process: p, url: "http://" + p.line()}
	}
}

// run lets so many clients ask, each again as soon as it has its answer, until
// halt is called.
func (f *fleet) run(clients int) {
	for range clients {
		f.clients.Go(func() {
			for {
				select {
				case <-f.stop:
					return
				default:
					f.ask(f.members[rand.IntN(len(f.members))].Load())
				}
			}
		})
	}
}

// ask sends one request. An error is one of the connection, of a worker that is
// just ending: such a request was not served, or its worker was killed.
func (f *fleet) ask(m *member) {
	m.asked.Add(1)
	resp, err := f.client.Get(m.url + f.paths[rand.IntN(len(f.paths))])
	if err != nil {
		return
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		f.t.Errorf("got %s", resp.Status)
	}
	if err != nil {
		return
	}
	m.answered.Add(1)
	f.mu.Lock()
	defer f.mu.Unlock()
	took, _ := time.ParseDuration(resp.Header.Get("Took"))
	f.answers = append(f.answers, reply{time.Now(), took})
}

// halt returns when the clients have their last answers.
func (f *fleet) halt() {
	close(f.stop)
	f.clients.Wait()
}

// end puts a new worker in the place of one, and ends that in order: it serves
// what it has begun, and waits for a last reader.
func (f *fleet) end(place int) {
	f.t.Helper()
	old := f.members[place].Swap(f.start())
	f.gone = append(f.gone, old)
	old.process.signal(syscall.SIGTERM)
	_, err := fmt.Sscan(old.process.line(), &old.served, &old.fetchedBeforeEnds)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := old.process.Wait(); err != nil {
		f.t.Errorf("a worker ended with %v", err)
	}
	if !old.fetchedBeforeEnds {
		f.t.Error("nobody read a worker before it ended")
	}
}

// kill kills one with SIGKILL, and starts a new one in its place.
func (f *fleet) kill(place int) {
	f.t.Helper()
	old := f.members[place].Load()
	old.process.Kill()
	f.gone = append(f.gone, old)
	f.members[place].Store(f.start())
}

// all are the workers that there ever were.
func (f *fleet) all() []*member {
	all := slices.Clone(f.gone)
	for i := range f.members {
		all = append(all, f.members[i].Load())
	}
	return all
}
