package conformance

import (
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

const (
	stormRequests = 10_000
	stormClients  = 200
)

// TestStorm sends 10,000 hostile requests, 200 at a time, to one server, and
// takes snapshots meanwhile. In the end what is recorded is what the clients
// count, and nothing is left behind.
func TestStorm(t *testing.T) {
	before := runtime.NumGoroutine()
	reg := stats.New(stats.Options{})
	s := newStage(t, middleware.New(middleware.Options{Registry: reg}))
	s.Config.Handler = s.watch(stormed(s))
	s.Config.ConnState = s.noteConn
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	clear := new(http.Protocols)
	clear.SetUnencryptedHTTP2(true)
	s.Client().Transport = &http.Transport{Protocols: clear}

	done := make(chan struct{})
	go func() {
		defer close(done)
		s.storm()
		s.await(stormRequests)
	}()
	snapshots := checkUntil(t, reg, done)
	checkStorm(t, parse(text(reg)))
	s.Client().CloseIdleConnections()
	s.Close()
	s.awaitConns()
	awaitGoroutines(t, before)
	t.Logf("%d snapshots of %d requests", snapshots, stormRequests)
}

// storm has each client send what comes next.
func (s *stage) storm() {
	var next atomic.Int64
	var clients sync.WaitGroup
	for range stormClients {
		clients.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= stormRequests {
					return
				}
				k := kinds[i%len(kinds)]
				if err := k.send(s, k); err != nil {
					s.t.Error(err)
				}
			}
		})
	}
	clients.Wait()
}

// checkStorm compares what is recorded with what was sent.
func checkStorm(t *testing.T, ls lines) {
	want := map[string]tally{}
	add := func(stat, name string, n int64) {
		if want[stat] == nil {
			want[stat] = tally{}
		}
		want[stat][name] += float64(n)
	}
	for i := range stormRequests {
		k := kinds[i%len(kinds)]
		add("outcome", k.outcome, 1)
		add("routes", k.method()+" "+k.route+" "+k.code, 1)
		add("bytes", "in", k.in)
		add("bytes", "out", k.out)
		if k.code != "none" {
			add("code", k.code, 1)
		}
		if !k.untimed {
			add("sums", "timed", 1)
		}
		add("sums", "requests", 1)
	}
	got := map[string]tally{
		"outcome": ls.by("http_outcomes_total", "outcome"),
		"code":    ls.by("http_responses_total", "code"),
		"bytes": {"in": ls.sum("http_request_bytes_total"),
			"out": ls.sum("http_response_bytes_total")},
		"sums": {"requests": ls.sum("http_requests_total"),
			"timed": ls.sum("http_request_duration_seconds_count")},
		"routes": {},
	}
	for _, l := range ls {
		if l.family == "http_route_requests_total" {
			got["routes"][l.labels["method"]+" "+l.labels["route"]+" "+l.labels["code"]] += l.value
		}
	}
	for stat := range want {
		if want[stat].String() != got[stat].String() {
			t.Errorf("%s\nof clients: %v\nrecorded:   %v", stat, want[stat], got[stat])
		} else {
			t.Logf("%s: %v", stat, got[stat])
		}
	}
	if n := ls.sum("http_requests_in_flight"); n != 0 {
		t.Errorf("%v requests in flight", n)
	}
}

// awaitGoroutines returns when there are no more goroutines than that. The
// server and its clients have closed all there is: what is left is on its way
// out, which nothing announces.
func awaitGoroutines(t *testing.T, before int) {
	for patience := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(patience) {
			t.Fatalf("goroutines are left:\n%s", strings.Join(stacks(), "\n\n"))
		}
		runtime.Gosched()
	}
}
