package contract

import (
	"net/http"
	"testing"

	"github.com/pipestatic/pipestatic/tests/differential/internal/wire"
)

// sent is an answer whose header ends at 100.
func sent(status int, body, announced int64, keysAndValues ...string) *wire.Response {
	r := &wire.Response{
		Status: status, Body: body, Announced: announced, HeaderEnd: 100, Header: http.Header{},
		Complete: announced < 0 || body == announced,
	}
	for i := 0; i < len(keysAndValues); i += 2 {
		r.Header.Set(keysAndValues[i], keysAndValues[i+1])
	}
	return r
}

func TestExpect(t *testing.T) {
	left := func(v View) View { // the client has left, and the context is canceled
		v.Canceled, v.ClientLeft, v.LeftAt = true, true, v.Position
		return v
	}
	events := sent(200, 9, -1, "Content-Type", "text/event-stream; charset=utf-8")
	for _, test := range []struct {
		name string
		view View
		want string
	}{
		{"200", View{Response: sent(200, 5, 5)}, "ok 200"},
		{"404", View{Response: sent(404, 5, 5)}, "client_error 404"},
		{"599", View{Response: sent(599, 0, 0)}, "server_error 599"},
		{"gRPC 13", View{Response: sent(200, 0, 0, "Content-Type", "application/grpc", "Grpc-Status", "13")}, "server_error 200"},
		{"gRPC 5", View{Response: sent(200, 0, 0, "Content-Type", "application/grpc", "Grpc-Status", "5")}, "client_error 200"},
		{"short", View{Response: sent(500, 3, 5)}, "aborted 500"},
		{"short to HEAD", View{Method: "HEAD", Response: sent(200, 0, 5)}, "ok 200"},
		{"panic, nothing sent", View{End: Panicked}, "panic none"},
		{"panic amid the body", View{End: Panicked, Response: sent(200, 3, -1)}, "panic 200"},
		{"panic when hijacked", View{End: Panicked, Hijacked: true}, "panic none"},
		{"hijacked, then an abort", View{End: Abort, Hijacked: true}, "hijacked none"},
		{"abort amid the body", View{End: Abort, Response: sent(200, 3, -1), Position: 103}, "aborted none"},
		{"Goexit", View{End: Goexit}, "aborted none"},
		{"event stream", View{Response: events}, "stream 200"},
		{"event stream with 404", View{Response: sent(404, 0, 0, "Content-Type", "text/event-stream")}, "client_error 404"},
		{"CONNECT", View{Method: "CONNECT", Response: sent(200, 0, 0)}, "stream 200"},
		{"event stream that the client left", left(View{Response: events, Position: 109}), "stream 200"},
		{"the same, then an abort", left(View{End: Abort, Response: events, Position: 109}), "stream none"},
		{"event stream that aborts by itself", View{End: Abort, Response: events, Position: 109}, "aborted none"},
		{"left before the header", left(View{}), "client_closed none"},
		{"left before a 502", left(View{Response: sent(502, 3, 3)}), "client_closed none"},
		{"left amid the body", left(View{Response: sent(200, 3, -1), Position: 103}), "client_closed 200"},
		{"left with all that was announced", left(View{Response: sent(200, 5, 5), Position: 105, Flushed: true}), "ok 200"},
		{"left after the header of a 204", left(View{Response: sent(204, 0, -1), Position: 100, Flushed: true}), "ok 204"},
		{"left, then an abort", left(View{End: Abort}), "client_closed none"},
		{"a read deadline", View{Canceled: true, ReadDeadlinePassed: true, Response: sent(400, 3, 3)}, "client_error 400"},
		{"never sent", View{}, "anything"},
	} {
		v := test.view
		if v.Method == "" {
			v.Method = "GET"
		}
		if v.End == "" {
			v.End = Returned
		}
		if got := Text(Expect(v)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestMatch(t *testing.T) {
	two := [][]Verdict{one(OK, "200"), nil}
	for _, test := range []struct {
		outcomes, codes Counts
		want            bool
	}{
		{Counts{OK: 2}, Counts{"200": 2}, true},
		{Counts{OK: 1, Panic: 1}, Counts{"200": 1, None: 1}, true},
		{Counts{Panic: 2}, Counts{"200": 2}, false},
		{Counts{OK: 1}, Counts{"200": 1}, false},
		{Counts{OK: 2}, Counts{"404": 2}, false},
	} {
		if got := Match(two, test.outcomes, test.codes); got != test.want {
			t.Errorf("%v %v: %v, want %v", test.outcomes, test.codes, got, test.want)
		}
	}
}
