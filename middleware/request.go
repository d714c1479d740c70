package middleware

import (
	"context"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"
)

// request returns the request for the handler. It is r itself where possible:
// what handlers and routers write into a copy is lost to whoever is outside.
// A copy there must be for
//
//   - a body, which is counted while it is read. It is not put into r, because
//     the server looks at r.Body to see what is left on the connection;
//   - chi's route context, where the handler is one of chi's routers;
//   - the mark, where the handler may meet another Stats that cannot find x by
//     unwrapping its ResponseWriter. Where a single one is mounted there is none:
//     only a handler that hands such a request to its own router again, to be
//     answered elsewhere, has that counted too.
func (h *handler) request(x *exchange, r *http.Request) *http.Request {
	x.chi = chi.RouteContext(r.Context())
	routing := x.chi == nil && h.routes != nil
	hasBody := r.Body != nil && r.Body != http.NoBody
	if !routing && !hasBody && !x.snooped && h.rec.mounts.Load() == 1 {
		return r
	}
	x.mark = mark{Context: r.Context(), of: x}
	if routing {
		x.chi = &chi.Context{Routes: h.routes}
		x.mark.chi = x.chi
	}
	inner := r.WithContext(&x.mark)
	if hasBody {
		x.body = body{r.Body, x.rec}
		inner.Body = &x.body
	}
	return inner
}

// giveBack gives r what the server and others outside expect in it: the route
// for their logs, the form for its temporary files to be removed.
func giveBack(r, inner *http.Request) {
	if r == inner {
		return
	}
	if r.Pattern != inner.Pattern {
		r.Pattern = inner.Pattern
	}
	if inner.MultipartForm != nil {
		r.MultipartForm = inner.MultipartForm
	}
}

// A mark is the context of a request that is being counted. A recorder is its
// own key.
type mark struct {
	context.Context
	of  *exchange
	chi *chi.Context // nil where there is one already, or nobody would use it
}

// Value is part of context.Context.
func (m *mark) Value(key any) any {
	if rec, ok := key.(*recorder); ok && rec == m.of.rec {
		return m.of
	}
	if m.chi != nil && key == chi.RouteCtxKey {
		return m.chi
	}
	return m.Context.Value(key)
}

// outer returns the exchange of a request that is being counted already.
func (rec *recorder) outer(w http.ResponseWriter, r *http.Request) *exchange {
	if x, ok := r.Context().Value(rec).(*exchange); ok {
		return x
	}
	for {
		if ours, ok := w.(writer); ok && ours.self().rec == rec {
			return ours.self()
		}
		u, ok := w.(unwrapper)
		if !ok {
			return nil
		}
		w = u.Unwrap()
	}
}

// A body counts what is read of it. It may be read after the handler returned,
// by a client that was sending it on.
type body struct {
	io.ReadCloser
	rec *recorder
}

// Read is part of io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.rec.received.Add(int64(n))
	}
	return n, err
}
