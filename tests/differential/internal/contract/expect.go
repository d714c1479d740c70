package contract

import "net/http"

// Expect returns the verdicts that the contract allows. It is one, but where the
// contract leaves open what a middleware cannot know: whether bytes that were
// written are still in a buffer of net/http. nil allows all.
func Expect(v View) []Verdict {
	switch {
	case !v.Timed:
		return v.expect()
	case v.End == Panicked:
		return one(Panic, Any)
	case v.End != Returned:
		return []Verdict{{Aborted, None}, {Stream, None}, {ClientClosed, None}}
	case v.TimedOut || v.unsent() || len(v.Response.Informational) > 0:
		return nil // an http.TimeoutHandler takes 1xx for the final status
	}
	// It copies the header when all is over, so that what counted then may not be
	// what is sent.
	vs := append(v.expect(), v.byStatus()...)
	vs = append(vs, Verdict{v.status(""), v.code()})
	if v.IsStream() || v.BeganStream {
		vs = append(vs, Verdict{Stream, v.code()})
	}
	if v.Announced >= 0 {
		vs = append(vs, Verdict{Aborted, v.code()})
	}
	return vs
}

func one(outcome, code string) []Verdict { return []Verdict{{outcome, code}} }

// expect follows the contract's list: the first outcome that fits.
func (v View) expect() []Verdict {
	switch {
	case v.End == Panicked:
		return one(Panic, v.panicCode())
	case v.Hijacked:
		return one(Hijacked, None)
	case v.sentToWhoLeft():
		return nil
	}
	if vs := v.stream(); vs != nil {
		return vs
	}
	if vs := v.clientClosed(); vs != nil {
		return vs
	}
	var vs []Verdict
	switch {
	case v.End != Returned:
		vs = one(Aborted, None)
	case v.unsent():
		return nil
	case v.Response.Short(v.Method):
		return one(Aborted, v.code())
	default:
		vs = v.byStatus()
	}
	if v.gone() && v.ClientLeft && !v.Flushed { // net/http has flushed all by itself
		vs = append(vs, Verdict{ClientClosed, Any})
	}
	return vs
}

// gone reports whether the context says that the client has left. A server of
// HTTP/2 cancels it also when an answer to HEAD is complete.
func (v View) gone() bool {
	return v.Canceled && (v.ClientLeft || !v.ReadDeadlinePassed && !v.complete())
}

// sentToWhoLeft reports whether the header was sent to a client that had left, and
// still reads. The contract does not say what that is.
func (v View) sentToWhoLeft() bool {
	return v.gone() && !v.Response.HeaderSent(v.LeftAt) && v.Response.HeaderSent(v.Position)
}

// panicCode returns the code of a request whose handler panicked.
func (v View) panicCode() string {
	sent := v.Response.HeaderSent(v.Position)
	broken := v.gone() || v.ClientLeft || v.Recovered || v.WriteDeadline
	switch {
	case v.InCopy, v.sentToWhoLeft(), v.ClientLeft && v.ReadDeadlinePassed,
		v.Hijacked && sent, !sent && v.Began && broken:
		return Any
	case v.Hijacked || !sent && (v.gone() || v.Recovered):
		return None
	}
	return v.code()
}

// stream returns the verdicts for a stream. It stays one when the client leaves
// it, and when the handler then aborts.
func (v View) stream() []Verdict {
	if !v.IsStream() || v.gone() && !v.Response.HeaderSent(v.LeftAt) {
		return nil
	}
	switch v.End {
	case Returned:
		return one(Stream, v.code())
	case Abort:
		if !v.gone() {
			return one(Aborted, None)
		}
		if !v.ReadDeadlinePassed {
			return one(Stream, None)
		}
	}
	return []Verdict{{Stream, None}, {Aborted, None}} // the contract does not say
}

// clientClosed returns the verdicts for a client that has left without the whole
// answer, nil where it has not.
func (v View) clientClosed() []Verdict {
	if !v.gone() || v.complete() {
		return nil
	}
	sent := v.Response.HeaderSent(v.LeftAt)
	buffered := v.Began && !sent // written, but not sent when the client left
	code := None
	switch {
	case v.End != Returned:
	case sent:
		code = v.code()
	case buffered:
		code = Any
	}
	vs := one(ClientClosed, code)
	if buffered && (v.BeganStream || v.Method == http.MethodConnect) {
		vs = append(vs, Verdict{Stream, code})
	}
	if v.ReadDeadlinePassed || v.mayBeComplete() {
		for _, o := range []string{OK, ClientError, ServerError, Stream, Aborted} {
			vs = append(vs, Verdict{o, Any})
		}
	}
	return vs
}
