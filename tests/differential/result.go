package differential

import (
	"github.com/pipestatic/pipestatic/tests/differential/internal/program"
	"github.com/pipestatic/pipestatic/tests/differential/internal/wire"
)

// A Result is what came of a case.
type Result struct {
	Sent      []string         // what the client was sent: bytes, or the meaning of frames by stream
	Responses []*wire.Response // the answers in it, as far as there are any
	Uses      []string         // what the connection's ReadFrom was given
	Log       []string         // what the server logged
	Exchanges []ExchangeResult
	Snapshots []string // of the registries
}

// An ExchangeResult is what came of one request.
type ExchangeResult struct {
	Ran    bool // a handler ran its program
	Trace  []program.Step
	Facts  program.Facts
	Probes []Probe // by layer; the last is outermost
}

// response returns the answer to an exchange, nil for none.
func (r Result) response(exchange int) *wire.Response {
	if exchange < len(r.Responses) {
		return r.Responses[exchange]
	}
	return nil
}
