package memnet

import (
	"errors"
	"io"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

func TestRead_DeadlineWhileWaiting_Fails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := Pipe(0)
		begun := time.Now()
		_ = server.SetReadDeadline(begun.Add(time.Second))
		if _, err := server.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
		if took := time.Since(begun); took != time.Second {
			t.Error(took)
		}
	})
}

func TestRead_DeadlinePassed_FailsBesideData(t *testing.T) {
	server, client := Pipe(0)
	_, _ = client.Write([]byte("x"))
	_ = server.SetReadDeadline(time.Now().Add(-time.Second))
	if _, err := server.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

func TestWrite_NoRoom_WaitsForTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := Pipe(3)
		done := make(chan int)
		go func() {
			n, _ := server.Write([]byte("12345"))
			done <- n
		}()
		synctest.Wait()
		if n := server.Written(); n != 3 {
			t.Errorf("%d bytes fit", n)
		}
		_, _ = io.ReadFull(client, make([]byte, 5))
		if n := <-done; n != 5 {
			t.Errorf("%d bytes are written", n)
		}
	})
}

func TestLeaving_Peer_SeesHow(t *testing.T) {
	for _, test := range []struct {
		how         string
		leave       func(*Conn)
		read, write string
	}{
		{"CloseWrite", func(c *Conn) { _ = c.CloseWrite() }, "x, then EOF", "nil"},
		{"Close", func(c *Conn) { _ = c.Close() }, "x, then EOF", "broken pipe"},
		{"Reset", func(c *Conn) { c.Reset() }, ", then connection reset by peer", "broken pipe"},
	} {
		server, client := Pipe(0)
		_, _ = client.Write([]byte("x"))
		test.leave(client)
		got, err := io.ReadAll(server)
		if err == nil {
			err = io.EOF
		}
		if read := string(got) + ", then " + last(err); read != test.read {
			t.Errorf("%s: read %q, want %q", test.how, read, test.read)
		}
		_, err = server.Write([]byte("y"))
		if write := last(err); write != test.write {
			t.Errorf("%s: write %q, want %q", test.how, write, test.write)
		}
	}
}

// last returns the innermost error's text.
func last(err error) string {
	if err == nil {
		return "nil"
	}
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err.Error()
}

func TestReadFrom_Source_IsNoted(t *testing.T) {
	server, _ := Pipe(0)
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, _ = server.ReadFrom(io.LimitReader(f, 1))
	if got := server.Uses(); len(got) != 1 || got[0] != "a limit of a file at 0" {
		t.Error(got)
	}
}
