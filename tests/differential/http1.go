package differential

import (
	"bytes"
	"sync"

	"github.com/pipestatic/pipestatic/tests/differential/internal/memnet"
	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/wire"
)

// http1 is a client of HTTP/1.
type http1 struct {
	server, client *memnet.Conn

	mu    sync.Mutex
	parts [][][]byte // of each exchange: the parts that were not sent
}

// stalledRoom is how much a client takes that does not read.
const stalledRoom = 8 << 10

func dialHTTP1(l *memnet.Listener, c Case) *http1 {
	room := 0
	if c.Stalled {
		room = stalledRoom
	}
	t := &http1{}
	t.server, t.client = l.Dial(room)
	for i := range c.Exchanges {
		t.parts = append(t.parts, c.request(i).Steps())
	}
	return t
}

func (t *http1) sendAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []byte
	for i, parts := range t.parts {
		all = append(all, bytes.Join(parts, nil)...)
		t.parts[i] = nil
	}
	_, _ = t.client.Write(all) // the server may be gone
}

func (t *http1) send(exchange int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.parts[exchange]) == 0 {
		return false
	}
	_, _ = t.client.Write(t.parts[exchange][0]) // the server may be gone
	t.parts[exchange] = t.parts[exchange][1:]
	return true
}

func (t *http1) leave(_ int, how leaving) {
	switch how {
	case program.Reset:
		t.client.Reset()
	case program.Close:
		_ = t.client.Close()
	case program.CloseWrite:
		_ = t.client.CloseWrite()
	}
}

func (t *http1) leaveAfter() []leaving { return []leaving{program.CloseWrite, program.Reset} }

func (t *http1) shares(_, _ int) bool { return true }

func (t *http1) position(int) int { return t.server.Written() }

func (t *http1) open() bool { return !t.client.Ended() }

func (t *http1) end(settle func()) {
	_ = t.client.CloseWrite()
	settle()
	_ = t.client.Close()
	settle()
}

func (t *http1) result(methods []string, r *Result) {
	sent := t.client.Received()
	r.Sent = []string{string(sent)}
	r.Uses = t.server.Uses()
	r.Responses = wire.Parse(sent, methods, t.client.Ended())
}
