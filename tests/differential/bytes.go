package differential

import (
	"net/http"

	"github.com/pipestatic/pipestatic/tests/differential/internal/contract"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// bytes checks the bytes of bodies.
func (fs *failures) bytes(c Case, r Result, requests []counted, got contract.Recorded) {
	var read, wrote, sent int64
	readKnown, wroteKnown, sentKnown := true, true, true
	for _, q := range requests {
		x := r.Exchanges[q.exchange]
		inner := c.Layers[q.layer:]
		readKnown = readKnown && x.Ran && !x.Facts.ReadUnknown && !stack.Has(inner, stack.Limit)
		read += x.Facts.Read
		n, ok := q.wrote(x, inner)
		wrote, wroteKnown = wrote+n, wroteKnown && ok
		n, ok = q.sent()
		sent, sentKnown = sent+n, sentKnown && ok
	}
	if readKnown && read != got.RequestBytes {
		fs.add("request bytes", "recorded %d, the handler read %d", got.RequestBytes, read)
	}
	if wroteKnown && wrote != got.ResponseBytes {
		fs.add("response bytes as written", "recorded %d, writes reported %d", got.ResponseBytes, wrote)
	}
	if sentKnown && sent != got.ResponseBytes {
		fs.add("response bytes as sent", "recorded %d, the client was sent %d", got.ResponseBytes, sent)
	}
}

// wrote returns the bytes that the handler's writes reported, if all that was
// written was written by it.
func (q counted) wrote(x ExchangeResult, inner []stack.Layer) (n int64, known bool) {
	if !x.Ran || x.Facts.WroteUnknown || x.Facts.InCopy || stack.Has(inner, stack.Timeout) {
		return 0, false
	}
	if q.view.Method == http.MethodHead {
		return 0, true // nothing of it is sent
	}
	return x.Facts.Wrote, true
}

// sent returns the bytes that the client was sent, if it was sent all.
func (q counted) sent() (n int64, known bool) {
	v := q.view
	if v.End != contract.Returned || v.InCopy || v.Hijacked || v.Timed || v.Response == nil ||
		!v.Response.Complete || v.WriteDeadline || v.ClientLeft {
		return 0, false
	}
	if v.Response.Excess > 0 {
		return 0, false // net/http's ReadFrom writes more than Content-Length says
	}
	return v.Response.Body, true
}
