package conformance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// check compares what a client saw.
func (k kind) check(code int, body int64) error {
	saw := fmt.Sprint(code)
	if code == 0 {
		saw = "none"
	}
	if saw != k.saw || body != k.out {
		return fmt.Errorf("%.20s: the client saw %s and %d bytes", k.request, saw, body)
	}
	return nil
}

func sayIt(s *stage, k kind) error {
	conn, err := s.send(k.request)
	if err != nil {
		return err
	}
	defer conn.Close()
	all, _ := io.ReadAll(conn) // what was there before an error counts
	method, _, _ := strings.Cut(k.request, " ")
	return k.check(read(string(all), method))
}

func sayWebSocket(s *stage, k kind) error {
	message, err := exchange(s.t.Context(), s.URL+k.request)
	if err == nil && message != "hello" {
		err = errors.New(message)
	}
	return err
}

func goBefore(s *stage, k kind) error {
	conn, err := s.send(k.request)
	if err != nil {
		return err
	}
	return conn.Close()
}

func goAmid(s *stage, k kind) error {
	conn, err := s.send(k.request)
	if err != nil {
		return err
	}
	defer conn.Close()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	n, err := io.CopyN(io.Discard, res.Body, k.out)
	return errors.Join(err, k.check(res.StatusCode, n))
}

// send sends a request on a connection of its own.
func (s *stage) send(request string) (net.Conn, error) {
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(conn, header(request))
	return conn, err
}

func getIt(s *stage, k kind) error { return s.fetch(k, io.Discard) }

func resetIt(s *stage, k kind) error { return s.fetch(k, nil) }

// fetch gets k by HTTP/2: to the end, or as much as it is about to say.
func (s *stage) fetch(k kind, all io.Writer) error {
	ctx, leave := context.WithCancel(s.t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+k.request, nil)
	if err != nil {
		return err
	}
	res, err := s.Client().Do(r)
	if err != nil {
		return k.check(0, 0)
	}
	defer res.Body.Close()
	var n int64
	if all != nil {
		n, _ = io.Copy(all, res.Body)
	} else {
		n, _ = io.CopyN(io.Discard, res.Body, k.out)
	}
	return k.check(res.StatusCode, n)
}
