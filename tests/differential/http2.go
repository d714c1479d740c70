package differential

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/tests/differential/internal/memnet"
	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/request"
	"github.com/pipestatic/pipestatic/tests/differential/internal/wire"
)

// http2 is a client of HTTP/2.
type http2 struct {
	client *memnet.Conn
	frames *wire.HTTP2

	mu    sync.Mutex
	parts [][]func()   // of each exchange: what sends the parts that were not sent
	left  map[int]bool // exchanges whose client has left
}

// dialHTTP2 connects, over TLS if the case says so. It returns nil where the
// connection does not come about.
func dialHTTP2(l *memnet.Listener, c Case) *http2 {
	_, client := l.Dial(0)
	var conn net.Conn = client
	if c.Protocol == HTTP2TLS {
		conn = tls.Client(client, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	}
	frames, err := wire.DialHTTP2(conn)
	if err != nil {
		return nil
	}
	t := &http2{client: client, frames: frames, left: map[int]bool{}}
	for i := range c.Exchanges {
		t.parts = append(t.parts, t.steps(stream(i), c.request(i)))
	}
	go frames.Read()
	return t
}

// stream returns the number of an exchange's stream.
func stream(exchange int) uint32 { return uint32(2*exchange + 1) }

// steps returns what sends the parts of a request.
func (t *http2) steps(id uint32, r request.Request) (steps []func()) {
	fields := r.Fields()
	pseudo := [][2]string{
		{":method", r.Method}, {":scheme", "http"}, {":authority", "server.example"}, {":path", r.Target},
	}
	if r.Method == http.MethodConnect {
		pseudo = [][2]string{{":method", r.Method}, {":authority", r.Target}}
	}
	body, trailer := r.Body.Bytes(), r.Body.Trailer != ""
	if r.Body.Framing == request.Length {
		fields = append(fields, [2]string{"content-length", strconv.Itoa(len(body))})
	}
	if !r.HasBody() {
		return []func(){func() { t.frames.SendHeader(id, append(pseudo, fields...), true) }}
	}
	body = body[:max(0, len(body)-r.Body.Missing)]
	held := min(r.Body.Withheld, len(body))
	end := r.Body.Missing == 0
	last := func(part []byte) {
		t.frames.SendData(id, part, end && !trailer)
		if end && trailer {
			t.frames.SendHeader(id, [][2]string{{"x-request-trailer", "1"}}, true)
		}
	}
	steps = append(steps, func() { t.frames.SendHeader(id, append(pseudo, fields...), false) })
	if held > 0 {
		now := body[:len(body)-held]
		steps = append(steps, func() { t.frames.SendData(id, now, false) })
	}
	return append(steps, func() { last(body[len(body)-held:]) })
}

func (t *http2) sendAll() {} // cases of HTTP/2 are not pipelined

func (t *http2) send(exchange int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.parts[exchange]) == 0 || t.left[exchange] || t.frames.Over(stream(exchange)) {
		return false
	}
	t.parts[exchange][0]()
	t.parts[exchange] = t.parts[exchange][1:]
	return true
}

// leave resets the stream, however the client is to leave: when a connection is
// closed, what the server's writes return depends on who comes first in it.
func (t *http2) leave(exchange int, _ leaving) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.left[exchange] {
		t.left[exchange] = true
		t.frames.SendReset(stream(exchange))
	}
}

func (t *http2) leaveAfter() []leaving { return []leaving{program.Reset} }

func (t *http2) shares(int, int) bool { return false }

func (t *http2) position(exchange int) int { return t.frames.Position(stream(exchange)) }

func (t *http2) open() bool { return !t.client.Ended() }

func (t *http2) end(settle func()) {
	_ = t.client.Close()
	settle()
}

func (t *http2) result(methods []string, r *Result) {
	for i := range methods {
		r.Sent = append(r.Sent, t.frames.Meaning(stream(i)))
		r.Responses = append(r.Responses, t.frames.Response(stream(i)))
	}
	r.Sent = append(r.Sent, t.frames.GoAway())
}

// certificate is what the server of a case has. Nobody verifies it.
var certificate = sync.OnceValue(func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Unix(1<<32, 0)}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
})
