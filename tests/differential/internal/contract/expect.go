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
	vs := append(v.expect(), Verdict{v.status(), v.code()})
	if v.IsStream() {
		vs = append(vs, Verdict{Stream, v.code()})
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
	}
	if v.Canceled && !v.Response.HeaderSent(v.LeftAt) && v.Response.HeaderSent(v.Position) {
		return nil // sent after the client has left, who still reads: the contract does not say
	}
	if vs := v.stream(); vs != nil {
		return vs
	}
	if vs := v.clientClosed(); vs != nil {
		return vs
	}
	switch {
	case v.End != Returned:
		return one(Aborted, None)
	case v.unsent():
		return nil
	case v.Response.Short(v.Method):
		return one(Aborted, v.code())
	}
	return one(v.status(), v.code())
}

// panicCode returns the code of a request whose handler panicked.
func (v View) panicCode() string {
	sent := v.Response.HeaderSent(v.Position)
	switch {
	case v.Hijacked && sent, !sent && v.Began && (v.Canceled || v.Recovered || v.WriteDeadline):
		return Any
	case v.Hijacked || !sent && (v.Canceled || v.Recovered):
		return None
	}
	return v.code()
}

// stream returns the verdicts for a stream. It stays one when the client leaves
// it, and when the handler then aborts.
func (v View) stream() []Verdict {
	if !v.IsStream() || v.Canceled && !v.Response.HeaderSent(v.LeftAt) {
		return nil
	}
	switch v.End {
	case Returned:
		return one(Stream, v.code())
	case Abort:
		if v.Canceled {
			return one(Stream, None)
		}
		return one(Aborted, None)
	}
	return []Verdict{{Stream, None}, {Aborted, None}} // Goexit: the contract does not say
}

// clientClosed returns the verdicts for a client that has left without the whole
// answer, nil where it has not.
func (v View) clientClosed() []Verdict {
	if !v.Canceled || v.complete() || v.ReadDeadlinePassed && !v.ClientLeft {
		return nil
	}
	code := None
	switch {
	case v.End != Returned:
	case v.Response.HeaderSent(v.LeftAt):
		code = v.code()
	case v.Began: // written, but not sent when the client left
		code = Any
	}
	vs := one(ClientClosed, code)
	if code == Any && (v.BeganStream || v.Method == http.MethodConnect) {
		vs = append(vs, Verdict{Stream, Any})
	}
	if v.ReadDeadlinePassed || v.mayBeComplete() {
		for _, o := range []string{OK, ClientError, ServerError, Stream, Aborted} {
			vs = append(vs, Verdict{o, Any})
		}
	}
	return vs
}
