package program

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// A Source is what a copy reads from.
type Source struct {
	Name string
	Size int
}

// The sources by name. Each is opened anew for each copy.
var sources = map[string]func(c *Call, log *readLog, n int) io.Reader{
	"empty":     func(_ *Call, log *readLog, _ int) io.Reader { return log.of(strings.NewReader("")) },
	"pieces":    func(_ *Call, log *readLog, n int) io.Reader { return log.of(strings.NewReader(text(n))) },
	"failing":   func(_ *Call, log *readLog, n int) io.Reader { return log.of(failing(n)) },
	"panicking": func(_ *Call, log *readLog, n int) io.Reader { return log.of(panicking(n)) },
	"answering": func(c *Call, log *readLog, n int) io.Reader { return log.of(answering(c, n)) },
	"flushing":  func(c *Call, log *readLog, n int) io.Reader { return log.of(flushing(c, n)) },
	"bytes":     func(_ *Call, _ *readLog, n int) io.Reader { return bytes.NewReader([]byte(text(n))) },
	"limited": func(_ *Call, log *readLog, n int) io.Reader {
		return io.LimitReader(log.of(strings.NewReader(text(n+1000))), int64(n))
	},
	"file":        func(c *Call, _ *readLog, _ int) io.Reader { return openFile(c) },
	"limitedFile": func(c *Call, _ *readLog, n int) io.Reader { return io.LimitReader(openFile(c), int64(n)) },
	"body":        func(c *Call, _ *readLog, _ int) io.Reader { return c.R.Body },
}

// openFile opens the file of a call. It is there, or the test is set up wrongly.
func openFile(c *Call) *os.File {
	f, err := os.Open(c.File)
	if err != nil {
		panic(err)
	}
	return f
}

// readFunc is a source that is one function.
type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

var errSource = errors.New("the source failed")

// failing fails after n bytes.
func failing(n int) io.Reader {
	return io.MultiReader(strings.NewReader(text(n)),
		readFunc(func([]byte) (int, error) { return 0, errSource }))
}

// panicking panics after n bytes.
func panicking(n int) io.Reader {
	return io.MultiReader(strings.NewReader(text(n)),
		readFunc(func([]byte) (int, error) { panic("the source panics") }))
}

// answering writes a status of its own when it is first read, as a handler does
// that finds out late what it has to answer.
func answering(c *Call, n int) io.Reader {
	return io.MultiReader(readFunc(func([]byte) (int, error) {
		c.begins(404)
		c.W.WriteHeader(404)
		return 0, io.EOF
	}), strings.NewReader(text(n)))
}

// flushing flushes the response before it gives its bytes.
func flushing(c *Call, n int) io.Reader {
	return io.MultiReader(readFunc(func([]byte) (int, error) {
		flush(c)
		return 0, io.EOF
	}), strings.NewReader(text(n)))
}

// A readLog notes what a source was asked for, and how much the client had been
// sent by then.
type readLog struct {
	call  *Call
	reads int
	first []string
}

// of returns a source that has no method but Read.
func (l *readLog) of(src io.Reader) io.Reader {
	return readFunc(func(p []byte) (int, error) {
		l.reads++
		if len(l.first) < 4 {
			l.first = append(l.first, fmt.Sprintf("%d@%d", len(p), l.call.Client.Position()))
		}
		return src.Read(p[:min(len(p), 1000)])
	})
}

func (l *readLog) String() string { return fmt.Sprint(l.reads, " reads ", l.first) }
