package differential

import (
	"sync"
	"testing/synctest"
	"time"

	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
)

// A driver lets a case happen one thing after the other: it acts as the client,
// and lets time pass, when all goroutines wait.
type driver struct {
	client transport
	pauses chan pause

	mu     sync.Mutex  // guards what follows
	active int         // handlers at work, those that were given up included
	leftAt map[int]int // of exchanges whose client has left: how much it had been sent
}

// A transport is the client's end of a connection.
type transport interface {
	sendAll()                           // sends all requests at once
	send(exchange int) bool             // sends the next part of a request, if there is one
	leave(exchange int, how leaving)    // goes away
	leaveAfter() []leaving              // the ways to go, the mildest first
	shares(a, b int) bool               // when the client of a leaves, so does that of b
	position(exchange int) int          // how much was sent to the client so far
	open() bool                         // the server has not closed the connection
	end(settle func())                  // closes the connection
	result(methods []string, r *Result) // what the client was sent
}

type leaving = program.Leaving

// A pause is a handler that waits until all that can happen has happened.
type pause struct {
	time time.Duration
	over chan struct{}
}

func newDriver() *driver {
	return &driver{pauses: make(chan pause, 16), leftAt: map[int]int{}}
}

// pause is called by handlers.
func (d *driver) pause(t time.Duration) {
	p := pause{t, make(chan struct{})}
	d.pauses <- p
	<-p.over
}

// settle returns when nothing happens any more unless time passes or the client
// does something.
func (d *driver) settle() {
	for {
		synctest.Wait()
		select {
		case p := <-d.pauses:
			if p.time > 0 {
				time.Sleep(p.time)
				synctest.Wait()
			}
			close(p.over)
		default:
			return
		}
	}
}

// pass lets time pass.
func (d *driver) pass(t time.Duration) {
	time.Sleep(t)
	d.settle()
}

// busy counts handlers that are at work.
func (d *driver) busy(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.active += n
}

func (d *driver) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.active == 0
}

// leave has the client of an exchange leave.
func (d *driver) leave(exchange int, how leaving, exchanges int) {
	d.mu.Lock()
	for i := range exchanges {
		if _, ok := d.leftAt[i]; !ok && (i == exchange || d.client.shares(exchange, i)) {
			d.leftAt[i] = d.client.position(i)
		}
	}
	d.mu.Unlock()
	d.client.leave(exchange, how)
}

// left reports whether the client has left, and how much it had been sent by then.
func (d *driver) left(exchange int) (at int, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, ok = d.leftAt[exchange]
	return at, ok
}

// drive acts as the client of a case.
func (d *driver) drive(c Case) {
	if c.Pipelined {
		d.client.sendAll()
		d.finish(0, len(c.Exchanges))
	}
	for i := range c.Exchanges {
		for d.client.open() && d.client.send(i) {
			d.settle()
		}
		d.finish(i, len(c.Exchanges))
		if !c.http2() && c.Exchanges[i].Request.Body.Missing > 0 {
			break // what came next would be taken for the rest of the body
		}
	}
	d.client.end(d.settle)
	d.pass(2 * time.Hour)
}

// finish gives a handler that waits what it may wait for: time, and that the
// client leaves.
func (d *driver) finish(exchange, exchanges int) {
	d.settle()
	if !d.idle() {
		d.pass(time.Minute)
	}
	for _, how := range d.client.leaveAfter() {
		if !d.idle() {
			d.leave(exchange, how, exchanges)
			d.settle()
		}
	}
	if !d.idle() {
		d.pass(2 * time.Hour)
	}
}
