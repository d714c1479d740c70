package middleware

import (
	"net"
	"net/http"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/stats"
)

// ConnectionOptions are the settings of [NewConnections]. The zero ConnectionOptions
// are what most programs want.
type ConnectionOptions struct {
	// Registry is where the stats are kept. Default: stats.Default().
	Registry *stats.Registry

	// Prefix is what the names of all stats begin with. It must not contain
	// braces. Default: "http".
	Prefix string
}

// Connections counts a server's connections in the default registry. It is
// NewConnections(srv, ConnectionOptions{}).
func Connections(srv *http.Server) { NewConnections(srv, ConnectionOptions{}) }

// NewConnections counts a server's connections:
//
//	http_connections_open            gauge: accepted, and neither closed nor hijacked
//	http_connections_total           accepted connections
//	http_connections_hijacked_total  connections that handlers took over
//
// It sets srv.ConnState to a function that calls the one that was there. It must be
// called before the server starts, and panics when the prefix contains braces. Servers
// with the same registry and prefix add up; a server that is given twice counts twice.
func NewConnections(srv *http.Server, o ConnectionOptions) {
	c := &recorderOf(o.Registry, prefixOf(o.Prefix)).connections
	c.watched.Store(true)
	next := srv.ConnState
	srv.ConnState = func(conn net.Conn, s http.ConnState) {
		c.note(s)
		if next != nil {
			next(conn, s)
		}
	}
}

// connections are those of the servers that share a recorder.
type connections struct {
	watched                    atomic.Bool
	accepted, hijacked, closed stripe.Int
}

func (c *connections) note(s http.ConnState) {
	switch s {
	case http.StateNew:
		c.accepted.Add(1)
	case http.StateHijacked:
		c.hijacked.Add(1)
	case http.StateClosed:
		c.closed.Add(1)
	}
}

// report reads what ends a connection before what begins it, so that none has ended
// before it was accepted.
func (c *connections) report(prefix string, s *stats.Snapshot) {
	if !c.watched.Load() {
		return
	}
	ended, hijacked := c.closed.Load(), c.hijacked.Load()
	ended += hijacked
	accepted := c.accepted.Load()
	s.Set(prefix+connectionsOpen, accepted-ended)
	s.Add(prefix+connectionsTotal, accepted)
	s.Add(prefix+connectionsHijacked, hijacked)
}
