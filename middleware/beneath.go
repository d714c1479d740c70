package middleware

import (
	"bufio"
	"errors"
	"net"
	"net/http"
)

// A beneath is an exchange as seen by who unwraps it. Where a ResponseWriter
// hides the connection's Hijack and Flush, http.ResponseController finds them
// further down; it meets this one on the way, so that they are noticed.
type beneath exchange

func (b *beneath) Header() http.Header         { return b.w.Header() }
func (b *beneath) WriteHeader(code int)        { b.self().WriteHeader(code) }
func (b *beneath) Write(p []byte) (int, error) { return b.self().Write(p) }
func (b *beneath) Unwrap() http.ResponseWriter { return b.w }
func (b *beneath) self() *exchange             { return (*exchange)(b) }

// FlushError flushes what is below, or says that it cannot.
func (b *beneath) FlushError() error {
	err := http.NewResponseController(b.w).Flush()
	if !errors.Is(err, http.ErrNotSupported) {
		b.self().begin(http.StatusOK)
	}
	return err
}

// Hijack hijacks what is below, or says that it cannot.
func (b *beneath) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(b.w).Hijack()
	b.hijacked = b.hijacked || err == nil
	return conn, rw, err
}
