package memnet

import (
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Addr is the address of one end.
type Addr string

// Network is part of net.Addr.
func (Addr) Network() string { return "mem" }

// String is part of net.Addr.
func (a Addr) String() string { return string(a) }

// A Conn is one end of a connection.
type Conn struct {
	in, out       *stream
	local, remote Addr

	mu   sync.Mutex
	uses []string // what ReadFrom was given
}

// Pipe returns the two ends of a connection. Writes of the server wait while the
// client has room bytes to read; with a room of 0 they never wait.
func Pipe(room int) (server, client *Conn) {
	up, down := newStream(0), newStream(room)
	server = &Conn{in: up, out: down, local: "192.0.2.1:80", remote: "192.0.2.2:4000"}
	client = &Conn{in: down, out: up, local: server.remote, remote: server.local}
	return server, client
}

func (c *Conn) failed(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &net.OpError{Op: op, Net: "mem", Addr: c.remote, Err: err}
}

// Read is part of net.Conn.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.failed("read", err)
}

// Write is part of net.Conn.
func (c *Conn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.failed("write", err)
}

// ReadFrom writes what src gives, and notes whether src is a file: a *net.TCPConn
// copies an *os.File, or an *io.LimitedReader of one, by sendfile(2).
func (c *Conn) ReadFrom(src io.Reader) (int64, error) {
	c.mu.Lock()
	c.uses = append(c.uses, fmt.Sprintf("%s at %d", describe(src), c.Written()))
	c.mu.Unlock()
	return io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{src})
}

func describe(src io.Reader) string {
	switch src := src.(type) {
	case *os.File:
		return "a file"
	case *io.LimitedReader:
		return "a limit of " + describe(src.R)
	}
	return "something"
}

// Uses returns what ReadFrom was given, and where.
func (c *Conn) Uses() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.uses...)
}

// Written returns how many bytes this end has written.
func (c *Conn) Written() int {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	return len(c.out.sent)
}

// Received returns all bytes that the other end has written, whether they were
// read or not.
func (c *Conn) Received() []byte {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return append([]byte(nil), c.in.sent...)
}

// Ended reports whether the other end writes no more.
func (c *Conn) Ended() bool {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.writerClosed
}

// CloseWrite ends what this end writes. The other end reads an end of file.
func (c *Conn) CloseWrite() error {
	c.out.update(func() { c.out.writerClosed = true })
	return nil
}

// Close is part of net.Conn. The other end's writes fail from then on, before it
// can notice anything else.
func (c *Conn) Close() error {
	c.in.update(func() { c.in.readerClosed = true })
	return c.CloseWrite()
}

// Reset closes the connection as a TCP reset does: what the other end has not
// read is lost.
func (c *Conn) Reset() {
	c.in.update(func() { c.in.readerClosed = true })
	c.out.update(func() { c.out.writerClosed, c.out.reset = true, errReset })
}

// LocalAddr is part of net.Conn.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is part of net.Conn.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline is part of net.Conn.
func (c *Conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline is part of net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error {
	if c.closed() {
		return c.failed("set", os.ErrClosed)
	}
	c.in.setDeadline(&c.in.readDeadline, t)
	return nil
}

// SetWriteDeadline is part of net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	if c.closed() {
		return c.failed("set", os.ErrClosed)
	}
	c.out.setDeadline(&c.out.writeDeadline, t)
	return nil
}

func (c *Conn) closed() bool {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.readerClosed
}
