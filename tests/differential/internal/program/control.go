package program

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// flush flushes through http.Flusher, if there is one.
func flush(c *Call) string {
	f, ok := c.W.(http.Flusher)
	if !ok {
		return "no Flusher"
	}
	c.begins(http.StatusOK)
	c.set(func(f *Facts) { f.Flushed = true })
	f.Flush()
	return ""
}

// Flush flushes through http.Flusher.
func Flush() Op {
	return Op{Kind: "Flush", Text: "w.(http.Flusher).Flush()", do: flush}
}

// ControllerFlush flushes through http.ResponseController.
func ControllerFlush() Op {
	return Op{
		Kind: "ResponseController.Flush",
		Text: "http.NewResponseController(w).Flush()",
		do: func(c *Call) string {
			b := c.beginning(http.StatusOK)
			err := http.NewResponseController(c.W).Flush()
			if !errors.Is(err, http.ErrNotSupported) {
				c.began(b)
				c.set(func(f *Facts) { f.Flushed = true })
			}
			return fails(err)
		},
	}
}

// Hijacking is how a program takes over its connection.
type Hijacking struct {
	Controller bool // through http.ResponseController
	Read       bool // it reads what the client has sent
	Leave      bool // it leaves the connection open
}

// Hijack takes over the connection, and answers by hand.
func Hijack(h Hijacking) Op {
	how := "w.(http.Hijacker).Hijack()"
	if h.Controller {
		how = "http.NewResponseController(w).Hijack()"
	}
	if h.Read {
		how += "; read"
	}
	how += "; write \"HTTP/1.1 418 by hand\""
	if !h.Leave {
		how += "; close"
	}
	return Op{
		Kind: "Hijack",
		Text: how,
		do:   func(c *Call) string { return hijack(c, h) },
		simpler: func() (ops []Op) {
			if h != (Hijacking{}) {
				ops = append(ops, Hijack(Hijacking{}))
			}
			return ops
		},
	}
}

func hijack(c *Call, h Hijacking) string {
	c.Client.Pause(0) // net/http may be about to read a byte ahead
	conn, rw, err := takeOver(c.W, h.Controller)
	if err != nil {
		return fails(err)
	}
	c.set(func(f *Facts) { f.Hijacked = true })
	result := "hijacked"
	if h.Read {
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		p := make([]byte, 100)
		n, err := rw.Read(p)
		result += fmt.Sprintf(", read %q, %s", p[:n], fails(err))
	}
	_, _ = io.WriteString(rw, "HTTP/1.1 418 by hand\r\nContent-Length: 0\r\n\r\n")
	result += ", " + fails(rw.Flush())
	if !h.Leave {
		result += ", " + fails(conn.Close())
	}
	return result
}

func takeOver(w http.ResponseWriter, controller bool) (net.Conn, *bufio.ReadWriter, error) {
	if controller {
		return http.NewResponseController(w).Hijack()
	}
	if h, ok := w.(http.Hijacker); ok {
		return h.Hijack()
	}
	return nil, nil, errors.New("no Hijacker")
}

// FullDuplex lets the program read the body after it has begun to write.
func FullDuplex() Op {
	return Op{
		Kind: "EnableFullDuplex",
		Text: "http.NewResponseController(w).EnableFullDuplex()",
		do: func(c *Call) string {
			return fails(http.NewResponseController(c.W).EnableFullDuplex())
		},
	}
}

// in returns the time in d, or none for 0.
func in(d time.Duration) (t time.Time) {
	if d != 0 {
		t = time.Now().Add(d)
	}
	return t
}

// ReadDeadline sets the read deadline.
func ReadDeadline(d time.Duration) Op {
	return Op{
		Kind: "SetReadDeadline",
		Text: fmt.Sprintf("http.NewResponseController(w).SetReadDeadline(in(%v))", d),
		do: func(c *Call) string {
			t := in(d)
			err := http.NewResponseController(c.W).SetReadDeadline(t)
			if err == nil {
				c.set(func(f *Facts) {
					if f.ReadDeadline.IsZero() || !passed(f.ReadDeadline) {
						f.ReadDeadline = t
					}
				})
			}
			c.Client.Pause(0) // net/http may be reading ahead
			return fails(err)
		},
	}
}

func passed(t time.Time) bool { return !t.IsZero() && !time.Now().Before(t) }

// ReadDeadlinePassed reports whether a read deadline that the program has set
// has passed by now.
func (f Facts) ReadDeadlinePassed() bool { return passed(f.ReadDeadline) }

// WriteDeadline sets the write deadline.
func WriteDeadline(d time.Duration) Op {
	return Op{
		Kind: "SetWriteDeadline",
		Text: fmt.Sprintf("http.NewResponseController(w).SetWriteDeadline(in(%v))", d),
		do: func(c *Call) string {
			err := http.NewResponseController(c.W).SetWriteDeadline(in(d))
			if err == nil {
				c.set(func(f *Facts) { f.WriteDeadline = true })
			}
			return fails(err)
		},
	}
}

// Push asks for a server push.
func Push() Op {
	return Op{
		Kind: "Push",
		Text: "w.(http.Pusher).Push(\"/pushed\", nil)",
		do: func(c *Call) string {
			if p, ok := c.W.(http.Pusher); ok {
				return fails(p.Push("/pushed", nil))
			}
			return "no Pusher"
		},
	}
}
