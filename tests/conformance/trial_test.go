package conformance

import (
	"maps"
	"net/http"
	"strconv"
	"testing"

	"github.com/pipestatic/pipestatic/tests/peers"
)

// A trial is a server with a middleware, a client that is hostile, or only
// unusual, and what should be recorded then.
type trial struct {
	row     string // of the table, which trials can share. Default: name
	name    string
	serve   func(s *stage) http.Handler // puts s.count where the middleware belongs
	request string                      // "METHOD /path" and further lines of the header
	drive   func(s *stage)              // does more than to send the request
	start   func(s *stage)              // starts the server. Default: plain HTTP/1.1
	times   int                         // how often it is driven. Default: once
	want    facts
	also    facts // wanted of whoever records it: it is not what the trial is about
}

// A result is what one trial of an implementation gave.
type result struct {
	facts
	seen seen
}

// run tries an implementation. What the handlers have to tell is awaited, so
// that all is recorded when it returns.
func (tr trial) run(t *testing.T, impl implementation) result {
	count, read := impl.start()
	s := newStage(t, count)
	s.recorded = func() facts { return impl.facts(read()) }
	s.Config.Handler = s.watch(tr.serve(s))
	start := tr.start
	if start == nil {
		start = plain
	}
	start(s)
	defer s.Close()
	one := 0
	for s.turn = range max(1, tr.times) {
		tr.once(s)
		if s.turn == 0 {
			one = len(read())
		}
	}
	got := impl.facts(read())
	got[series] = number(float64(len(read()) - one))
	for f, text := range s.noted {
		got[f] = text
	}
	return result{got, s.seen}
}

func (tr trial) once(s *stage) {
	if tr.drive != nil {
		tr.drive(s)
	} else {
		s.say(tr.request)
	}
	requests, _ := strconv.Atoi(tr.want[count])
	s.await(requests / max(1, tr.times) * (s.turn + 1))
}

// none is the implementation that records nothing: what a client gets with it
// is what it should get with any.
var none = implementation{
	name:  "none",
	start: func() (wrapper, func() lines) { return peers.Bare, func() lines { return nil } },
	facts: func(lines) facts { return facts{} },
}

// judge tries an implementation and compares. unhampered is what the client got
// without any.
func (tr trial) judge(t *testing.T, impl implementation, unhampered seen) (verdict, result) {
	r := tr.run(t, impl)
	r.facts[answer] = "other"
	if r.seen.text == unhampered.text {
		r.facts[answer] = "same"
	}
	also := maps.Clone(tr.also)
	if also == nil {
		also = facts{}
	}
	also[answer], also[flight] = "same", "0"
	if also[sent] == asSeen {
		also[sent] = strconv.FormatInt(unhampered.body, 10)
	}
	return judge(tr.want, also, r.facts), r
}
