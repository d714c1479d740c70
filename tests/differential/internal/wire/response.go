package wire

import (
	"net/http"
	"strconv"
)

// A Response is one answer, as far as it was sent. Positions count what the
// client was sent: bytes over HTTP/1; over HTTP/2 the bytes of data, and one for
// each block of headers with a status.
type Response struct {
	Informational []int
	Status        int // the final one, 0 for none
	Header        http.Header
	Trailer       http.Header
	Body          int64 // bytes, without their framing
	Announced     int64 // Content-Length, -1 for none
	Complete      bool  // it ended as its framing says
	Excess        int   // bytes that came after it, and are no answer to anything

	HeaderEnd int // position after the final status's header
	Reset     string
}

// NoBody reports whether an answer with this status to this method has no body.
func NoBody(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent ||
		status == http.StatusNotModified || status >= 100 && status < 200
}

// HeaderSent reports whether the final header had been sent at a position.
func (r *Response) HeaderSent(position int) bool {
	return r != nil && r.Status != 0 && r.HeaderEnd <= position
}

// AnnouncedSent reports whether the header and all that it announces had been
// sent at a position. An answer without Content-Length announces nothing, and is
// not complete before its handler has returned.
func (r *Response) AnnouncedSent(position int, method string) bool {
	if !r.HeaderSent(position) {
		return false
	}
	if NoBody(method, r.Status) {
		return true
	}
	return r.Announced >= 0 && r.HeaderEnd+int(r.Announced) <= position
}

// Short reports whether fewer bytes came than were announced.
func (r *Response) Short(method string) bool {
	return r.Status != 0 && !NoBody(method, r.Status) && r.Announced >= 0 && r.Body < r.Announced
}

// Field returns a field of the trailer, or else of the header.
func (r *Response) Field(name string) string {
	if v := r.Trailer.Get(name); v != "" {
		return v
	}
	return r.Header.Get(name)
}

func announced(h http.Header) int64 {
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
