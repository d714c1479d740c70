package middleware

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// pass sets x.next, the request for the handler. It is the request itself where
// possible: what handlers and routers write into a copy has to be given back. A copy
// there must be for
//
//   - a body, which is counted while it is read. It is not put into the request,
//     because net/http looks at the type of the request's Body whenever it writes a
//     header;
//   - chi's route context, where the handler is a *chi.Mux;
//   - the context, where the handler may meet another Stats that cannot find x by
//     unwrapping its ResponseWriter. Where a single handler is counted there is none:
//     only one that serves its own request to itself again, through a ResponseWriter
//     that hides ours, has that counted too.
func (h *handler) pass(x *responseWriter) {
	r := x.request
	x.next, x.url, x.header, x.trailer = r, r.URL, r.Header, r.Trailer
	x.routing = h.routingOf(x.w, r)
	router := h.chi
	if x.routing.chi {
		router = nil
	}
	hasBody := r.Body != nil && r.Body != http.NoBody
	if router == nil && !hasBody && !x.snooped && h.rec.handlers.Load() == 1 {
		return
	}
	c := newRequestContext(r.Context(), router)
	if router != nil {
		x.routing = c.routing()
	}
	c.writer.Store(x)
	c.rec, c.url = h.rec, r.URL
	x.next = r.WithContext(c)
	x.context = c
	if hasBody {
		x.putBody()
	}
}

// A requestContext is the context of a copied request. It leads to the
// responseWriter until the request is finished, and keeps nothing alive after that.
type requestContext struct {
	context.Context
	writer atomic.Pointer[responseWriter]
	rec    *recorder   // that counts the request; nil: none
	url    *url.URL    // the request's
	router *chi.Mux    // nil: chi is not used
	chi    chi.Context // for that router
}

// newRequestContext returns the context of a copied request, with a route context
// for that router unless it is nil.
func newRequestContext(parent context.Context, router *chi.Mux) *requestContext {
	c := &requestContext{Context: parent, router: router}
	if router != nil {
		c.chi.Routes = router
	}
	return c
}

// contextKey is the key of the nearest requestContext.
type contextKey struct{}

// Value is part of context.Context.
func (c *requestContext) Value(key any) any {
	switch {
	case key == contextKey{}:
		return c
	case c.router != nil && key == chi.RouteCtxKey:
		return &c.chi
	}
	return c.Context.Value(key)
}

// writersIn are those that the context of a request leads to, the nearest first, as
// far as they count this same request.
func writersIn(r *http.Request) func(yield func(*responseWriter) bool) {
	return func(yield func(*responseWriter) bool) {
		c, _ := r.Context().Value(contextKey{}).(*requestContext)
		for c != nil {
			if x := c.writer.Load(); x != nil && x.counts(r) && !yield(x) {
				return
			}
			c, _ = c.Context.Value(contextKey{}).(*requestContext)
		}
	}
}

// hasFinished reports whether the request has been counted, and its handler goes on
// all the same: http.TimeoutHandler has abandoned it.
func (rec *recorder) hasFinished(r *http.Request) bool {
	c, _ := r.Context().Value(contextKey{}).(*requestContext)
	for c != nil {
		if c.rec == rec && c.url != nil && c.url == r.URL && c.writer.Load() == nil {
			return true
		}
		c, _ = c.Context.Value(contextKey{}).(*requestContext)
	}
	return false
}

// counts reports whether r is the request that x counts, or a copy of it: a handler
// may use its context for requests of its own.
func (x *responseWriter) counts(r *http.Request) bool {
	if x.hijacked.Load() {
		return false
	}
	return x.url != nil && r.URL == x.url || x.body != nil && r.Body == x.body.reader ||
		x.header != nil && sameMap(r.Header, x.header)
}

// sameMap reports whether two maps are one.
func sameMap[M ~map[string][]string](a, b M) bool {
	return reflect.ValueOf(a).UnsafePointer() == reflect.ValueOf(b).UnsafePointer()
}

// find returns the responseWriter of a request that is being counted already, and
// whether w leads to it: then nobody between has given the handler a goroutine of
// its own.
func (rec *recorder) find(
	w http.ResponseWriter, r *http.Request,
) (x *responseWriter, ofWriter bool) {
	for w := range unwrapped(w) {
		if ours, ok := w.(writer); ok && ours.self().h.rec == rec {
			return ours.self(), true
		}
	}
	if rec.handlers.Load() > 1 {
		for x := range writersIn(r) {
			if x.h.rec == rec {
				return x, false
			}
		}
	}
	return nil, false
}

// giveBack gives the request what the server and others outside see of a bare
// handler: whatever the handler changed in it. chi's router copies its request by
// itself, so of what happens in there nothing is seen.
func (x *responseWriter) giveBack() {
	r, next := x.request, x.next
	if r == next {
		return
	}
	x.body.close()
	if x.routing.ours || !x.changed() {
		return
	}
	x.sync()
	body, trailer := r.Body, r.Trailer
	*r = *next.WithContext(r.Context())
	if x.body != nil {
		r.Body = body
	}
	if sameMap(next.Trailer, x.trailer) { // net/http may have put one into the request
		r.Trailer = trailer
	}
}

// changed reports whether a handler changed its copy of the request.
func (x *responseWriter) changed() bool {
	r, next := x.request, x.next
	body := next.Body != nil && next.Body != http.NoBody
	if x.body != nil {
		body = next.Body != x.body.reader || x.body.replaced
	}
	return body || wireChanged(r, next) || r.Pattern != next.Pattern || r.URL != next.URL ||
		r.Host != next.Host || r.RequestURI != next.RequestURI || r.RemoteAddr != next.RemoteAddr ||
		r.TLS != next.TLS || r.Response != next.Response || r.MultipartForm != next.MultipartForm ||
		!sameMap(r.Form, next.Form) || !sameMap(r.PostForm, next.PostForm) ||
		!sameMap(x.trailer, next.Trailer)
}

// wireChanged reports whether a handler changed what net/http looks at when it writes a
// header, the body aside.
func wireChanged(r, next *http.Request) bool {
	return r.Method != next.Method || r.Proto != next.Proto ||
		r.ProtoMajor != next.ProtoMajor || r.ProtoMinor != next.ProtoMinor ||
		r.ContentLength != next.ContentLength || r.Close != next.Close ||
		!sameMap(r.Header, next.Header)
}

// putBody puts a body that counts what is read of it into the copied request.
func (x *responseWriter) putBody() {
	r := x.request
	b := &body{ReadCloser: r.Body, rec: x.h.rec, request: r}
	if !x.routing.ours {
		b.next = x.next
	}
	b.reader = b
	if s, ok := r.Body.(io.Seeker); ok {
		b.reader = &seekableBody{b, s}
	}
	x.body, x.next.Body = b, b.reader
}

// sync gives the request what the handler changed in its copy and net/http looks at
// when it writes a header. It is called before that can be.
func (x *responseWriter) sync() {
	r, next := x.request, x.next
	if r == next || x.routing.ours {
		return
	}
	if wireChanged(r, next) {
		r.Method, r.Header, r.ContentLength, r.Close = next.Method, next.Header, next.ContentLength, next.Close
		r.Proto, r.ProtoMajor, r.ProtoMinor = next.Proto, next.ProtoMajor, next.ProtoMinor
	}
	switch b := x.body; {
	case b == nil:
	case next.Body != b.reader:
		r.Body, b.replaced = next.Body, true
	case b.replaced:
		r.Body, b.replaced = b.ReadCloser, false
	}
}

// A body counts what is read of it. It may be read after the handler returned, by a
// client that is sending it on.
type body struct {
	io.ReadCloser
	rec      *recorder
	timedOut atomic.Bool   // a read deadline passed
	reader   io.ReadCloser // the body as it is in the copy
	replaced bool          // the handler put another Body into the copy

	mu            sync.Mutex
	request, next *http.Request // guarded by mu: as it came, and its copy; nil: they are not ours
}

// A seekableBody is a body whose original can seek.
type seekableBody struct {
	*body
	io.Seeker
}

// Read is part of io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.rec.received.Add(int64(n))
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		b.timedOut.Store(true)
	}
	if err == io.EOF {
		b.copyTrailer()
	}
	return n, err
}

// copyTrailer gives the copy the trailers that were not announced: net/http puts them
// into the request that it made, when its body ends.
func (b *body) copyTrailer() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil && b.next.Trailer == nil && b.request.Trailer != nil {
		b.next.Trailer = b.request.Trailer
	}
}

// close has the body leave the requests alone, because the handler has returned.
func (b *body) close() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.request, b.next = nil, nil
}
