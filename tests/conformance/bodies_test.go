package conformance

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
)

const tenMB = 10 << 20

// bodies are the trials of what is sent and read, and of floods of junk.
var bodies = []trial{
	{row: "slow, cut, and 10 MB upload", name: "slow", drive: speakSlowly, serve: staged(readByHalves),
		want: facts{count: "1", received: "10"}, also: facts{code: "200", timed: "1"}},
	{row: "slow, cut, and 10 MB upload", name: "cut", drive: stopAmid, serve: staged(readByHalves),
		want: facts{count: "1", received: "5"}},
	{row: "slow, cut, and 10 MB upload", name: "10 MB", serve: counted(swallow),
		request: "POST /\n\n" + strings.Repeat("x", tenMB),
		want:    facts{count: "1", received: strconv.Itoa(tenMB)}, also: facts{code: "200", sent: "8"}},
	{name: "10 MB download", request: "GET /", serve: counted(func(w writer, _ request) {
		w.Header().Set("Content-Length", strconv.Itoa(tenMB)) // or the chunks would differ
		_, _ = io.Copy(w, io.LimitReader(zeros{}, tenMB))
	}), want: facts{count: "1", sent: strconv.Itoa(tenMB)}, also: facts{code: "200", received: "0"}},
	{name: "50 methods that are none", times: 50, drive: func(s *stage) {
		s.say(fmt.Sprintf("JUNK%d /", s.turn))
	}, serve: counted(status(405)), want: facts{count: "50", code: "405 x50", series: "0"},
		also: facts{method: "_OTHER x50|unknown x50"}},
	{name: "50 paths that lead nowhere", times: 50, drive: func(s *stage) {
		s.say(fmt.Sprintf("GET /junk/%d", s.turn))
	}, serve: inChi, want: facts{
		count: "50", code: "404 x50", route: unmatched + " x50", series: "0",
	}},
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// swallow tells how much it has read.
func swallow(w writer, r request) {
	n, _ := io.Copy(io.Discard, r.Body)
	_, _ = fmt.Fprint(w, n)
}

// readByHalves signals the client when it has five bytes, and reads on.
func readByHalves(s *stage, w writer, r request) {
	_, _ = io.ReadFull(r.Body, make([]byte, 5))
	s.inside <- struct{}{}
	rest, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "cut", http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprint(w, len(rest))
}

// beginToSpeak sends half of a body, and waits until that was read.
func beginToSpeak(s *stage) net.Conn {
	conn := s.dial()
	whole := header("POST /\n\n" + "0123456789")
	_, _ = io.WriteString(conn, whole[:len(whole)-5])
	<-s.inside
	return conn
}

func speakSlowly(s *stage) {
	conn := beginToSpeak(s)
	defer conn.Close()
	_, _ = io.WriteString(conn, "56789")
	s.hear(conn, "POST /")
}

func stopAmid(s *stage) { _ = beginToSpeak(s).Close() }
