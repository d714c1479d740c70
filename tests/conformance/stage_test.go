package conformance

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// A stage is a real server, and the means for a handler and its client to wait
// for each other.
type stage struct {
	*httptest.Server
	t        testing.TB
	count    wrapper       // the middleware under test
	recorded func() facts  // what it has recorded so far
	inside   chan struct{} // from the handler to its client
	proceed  chan struct{} // and back
	turn     int           // how often the trial has been driven before
	noted    facts         // by the trial itself
	seen     seen          // what the client got

	mu      sync.Mutex
	changed *sync.Cond
	entered int // requests that reached the server
	active  int // requests and middlewares at work
	conns   int // open ones, where they are noted
}

func newStage(t testing.TB, count wrapper) *stage {
	s := &stage{t: t, inside: make(chan struct{}, 1), proceed: make(chan struct{}), noted: facts{}}
	s.changed = sync.NewCond(&s.mu)
	s.count = func(next http.Handler) http.Handler { return s.busy(count(next)) }
	s.Server = httptest.NewUnstartedServer(nil)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // panics are meant
	return s
}

// watch is the outermost handler of the server.
func (s *stage) watch(next http.Handler) http.Handler {
	return s.busy(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.entered++
		s.mu.Unlock()
		w.Header()["Date"] = nil // so that answers can be compared
		next.ServeHTTP(w, r)
	}))
}

// busy keeps count of those within next.
func (s *stage) busy(next http.Handler) http.Handler {
	add := func(n int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.active += n
		s.changed.Broadcast()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		add(1)
		defer add(-1)
		next.ServeHTTP(w, r)
	})
}

// await returns when that many requests have reached the server and nothing is
// going on in it. Clients know less: they have their answer before that.
func (s *stage) await(requests int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.entered < requests || s.active > 0 {
		s.changed.Wait()
	}
}

// noteConn is told what connections do. Those that were hijacked are closed by
// their handlers.
func (s *stage) noteConn(_ net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.conns++
	case http.StateClosed, http.StateHijacked:
		s.conns--
	}
	s.changed.Broadcast()
}

// awaitConns returns when the server has no connection any more.
func (s *stage) awaitConns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.conns > 0 {
		s.changed.Wait()
	}
}

// The protocols.

func plain(s *stage) { s.Start() }

func http2TLS(s *stage) {
	s.EnableHTTP2 = true
	s.StartTLS()
}

// http2Clear is HTTP/2 without TLS, spoken from the first byte.
func http2Clear(s *stage) {
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	s.Client().Transport = &http.Transport{Protocols: s.Config.Protocols}
}
