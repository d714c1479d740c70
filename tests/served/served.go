// Package served has what a server hands to a handler, without a server and its
// cost.
package served

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// Request returns a request with a context as deep as the server's.
func Request(method, path string) *http.Request {
	ctx := context.WithValue(context.Background(), http.ServerContextKey, &http.Server{})
	ctx = context.WithValue(ctx, http.LocalAddrContextKey, &net.TCPAddr{})
	ctx, done := context.WithCancel(ctx)
	context.AfterFunc(ctx, done)
	ctx, done = context.WithCancel(ctx)
	context.AfterFunc(ctx, done)
	r := httptest.NewRequest(method, path, nil).WithContext(ctx)
	if r.Body = http.NoBody; method == http.MethodPost {
		r.Body = io.NopCloser(strings.NewReader("hello"))
	}
	return r
}

// A Writer has the methods of the server's ResponseWriter for HTTP/1.1, and
// forgets what is written.
type Writer struct{ header http.Header }

// NewWriter returns a Writer for any number of answers.
func NewWriter() Writer { return Writer{http.Header{}} }

func (w Writer) Header() http.Header                        { return w.header }
func (Writer) WriteHeader(int)                              {}
func (Writer) Write(p []byte) (int, error)                  { return len(p), nil }
func (Writer) WriteString(s string) (int, error)            { return len(s), nil }
func (Writer) Flush()                                       {}
func (Writer) FlushError() error                            { return nil }
func (Writer) CloseNotify() <-chan bool                     { return nil }
func (Writer) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, nil }
func (Writer) ReadFrom(r io.Reader) (int64, error)          { return io.Copy(io.Discard, r) }
func (Writer) SetReadDeadline(time.Time) error              { return nil }
func (Writer) SetWriteDeadline(time.Time) error             { return nil }
func (Writer) EnableFullDuplex() error                      { return nil }
