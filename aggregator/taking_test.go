package aggregator

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// A pipeListener accepts the connections that it is given, until it is closed.
type pipeListener chan net.Conn

func (l pipeListener) Accept() (net.Conn, error) {
	if c, open := <-l; open {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (l pipeListener) Close() error   { close(l); return nil }
func (l pipeListener) Addr() net.Addr { return &net.UnixAddr{} }

// The server's own limit holds, longer or shorter. Without one it is ours.
func TestAClientThatTakesNothingIsLetGo(t *testing.T) {
	for limit, want := range map[time.Duration]time.Duration{
		0: takingTime, time.Second: time.Second, time.Hour: time.Hour,
	} {
		synctest.Test(t, func(t *testing.T) {
			answered := make(chan struct{})
			s := &http.Server{WriteTimeout: limit}
			s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				wordy().ServeHTTP(w, r)
				close(answered)
			})
			l := make(pipeListener, 1)
			go func() { _ = s.Serve(l) }()
			defer s.Close()
			client, server := net.Pipe()
			defer client.Close()
			l <- server
			fmt.Fprint(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
			begun := time.Now()
			<-answered
			if took := time.Since(begun); took != want {
				t.Errorf("with %v of the server it took %v, want %v", limit, took, want)
			}
		})
	}
}

// A stuckWriter is of a client that takes nothing until it is released.
type stuckWriter struct {
	http.ResponseWriter
	writing, release chan struct{}
}

func (w stuckWriter) Write(p []byte) (int, error) {
	w.writing <- struct{}{}
	<-w.release
	return len(p), nil
}

func TestAnAnswerOnItsWayHoldsNoReading(t *testing.T) {
	freed := make(chan struct{})
	h := &handler{rounds{read: func() (*reading, error) {
		r := &reading{processes: []*process{{state: ok}}}
		runtime.AddCleanup(r, func(c chan struct{}) { close(c) }, freed)
		return r, nil
	}}}
	w := stuckWriter{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	done := make(chan struct{})
	go func() {
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		close(done)
	}()
	<-w.writing
	for late := time.After(10 * time.Second); ; {
		runtime.GC()
		select {
		case <-freed:
		case <-late:
			t.Error("the reading is kept for a client that takes nothing")
		default:
			continue
		}
		break
	}
	close(w.release)
	<-done
}
