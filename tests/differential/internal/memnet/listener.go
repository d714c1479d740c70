package memnet

import (
	"net"
	"sync"
)

// A Listener hands a server the connections that Dial makes.
type Listener struct {
	conns chan net.Conn
	done  chan struct{}
	close sync.Once
}

// Listen returns a listener.
func Listen() *Listener {
	return &Listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Dial connects to the server. See [Pipe].
func (l *Listener) Dial(room int) (server, client *Conn) {
	server, client = Pipe(room)
	l.conns <- server
	return server, client
}

// Accept is part of net.Listener.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close is part of net.Listener.
func (l *Listener) Close() error {
	l.close.Do(func() { close(l.done) })
	return nil
}

// Addr is part of net.Listener.
func (l *Listener) Addr() net.Addr { return Addr("192.0.2.1:80") }
