package conformance

import (
	"bufio"
	"io"
	"net/http"
	"testing"
)

// BenchmarkServer measures a request to a real server and its answer, on one
// connection that stays open.
func BenchmarkServer(b *testing.B) {
	for _, m := range []struct {
		name  string
		count wrapper
	}{{"bare", bare}, {"httpsnoop", captureMetrics}, {"pipestatic", ours()}} {
		b.Run(m.name, func(b *testing.B) {
			s := newStage(b, m.count)
			s.Config.Handler = m.count(hello)
			s.Start()
			defer s.Close()
			conn := s.dial()
			defer conn.Close()
			from := bufio.NewReader(conn)
			for b.Loop() {
				if err := roundTrip(conn, from); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func roundTrip(to io.Writer, from *bufio.Reader) error {
	if _, err := io.WriteString(to, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		return err
	}
	res, err := http.ReadResponse(from, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
