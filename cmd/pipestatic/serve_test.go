//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// A server is pipestatic serve, under way.
type server struct {
	url   string
	stop  context.CancelCauseFunc
	ended chan int
	err   bytes.Buffer // to be read once it has ended
}

// started starts the program, on a port of its own.
func started(t *testing.T, args ...string) *server {
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	printed, out := io.Pipe()
	s := &server{stop: stop, ended: make(chan int, 1)}
	go func() {
		args := append([]string{"serve", "-addr", "127.0.0.1:0"}, args...)
		s.ended <- run(ctx, args, nil, out, &s.err)
		out.Close()
	}()
	t.Cleanup(func() { stop(nil) })
	line, _ := bufio.NewReader(printed).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "all processes: ")
	if !ok {
		t.Fatalf("it printed %q", line)
	}
	s.url = url
	return s
}

// listens reports whether the server takes new connections.
func (s *server) listens() bool {
	addr, _, _ := strings.Cut(strings.TrimPrefix(s.url, "http://"), "/")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// get returns the status and the body.
func get(t *testing.T, url string) (code int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// The address, the path and the shape that clients of the first implementation
// know: the sums, then when.
func TestServeSums(t *testing.T) {
	t.Parallel()
	code, body := get(t, started(t, "-dir", twoPrograms(t)).url+"?match=load&match=jobs_total")
	want := regexp.MustCompile(`^{"stats": {"jobs_total": 9223372036854775807, "load": 2.5}, ` +
		`"timestamp": [0-9]+\.?[0-9]*, `)
	if code != http.StatusOK || !want.MatchString(body) {
		t.Errorf("got %d\n%s", code, body)
	}
	flags, _ := serve().flags()
	if addr, path := flags.Lookup("addr").DefValue, flags.Lookup("path").DefValue; addr+path !=
		"127.0.0.1:7828/stats" {
		t.Errorf("it is at %s%s", addr, path)
	}
}

func TestServeWhere(t *testing.T) {
	t.Parallel()
	dir := twoPrograms(t)
	for path, paths := range map[string]map[string]int{
		"/stats": {
			"/stats": 200, "/stats/": 200, "/stats/metrics": 200, "/stats/nosuch": 404,
			"/healthz": 200, "/": 404,
		},
		"/a/b": {"/a/b": 200, "/a/b/processes": 200, "/stats": 404, "/healthz": 200},
		"/":    {"/": 200, "/metrics": 200, "/healthz": 200},
	} {
		url := started(t, "-dir", dir, "-path", path).url
		root := strings.TrimSuffix(url, path)
		for at, want := range paths {
			if code, body := get(t, root+at); code != want {
				t.Errorf("-path %s: %s is %d\n%s", path, at, code, body)
			}
		}
	}
}

// A web site whose name leads to 127.0.0.1 gets nothing.
func TestServeOtherHosts(t *testing.T) {
	t.Parallel()
	url := started(t, "-dir", t.TempDir(), "-host", "stats.example.com").url
	for host, want := range map[string]int{
		"": http.StatusOK, "localhost:1": http.StatusOK, "stats.example.com": http.StatusOK,
		"evil.example:7828": http.StatusForbidden,
	} {
		r, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: %s, want %d", host, resp.Status, want)
		}
	}
}

// It reads by itself, or else what a process counts is lost with it.
func TestServeReadsByItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := pipetest.Serve(t, dir, "1073741824.stats", pipetest.Ours, pipetest.Text(web))
	started(t, "-dir", dir, "-every", "10ms")
	for end := time.Now().Add(10 * time.Second); w.Opened.Load() < 3; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it read %d times", w.Opened.Load())
		}
	}
}

// It starts, and is healthy, where the directory is not to be trusted: it says so
// once, and answers that it cannot.
func TestServeWithoutADirectory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := started(t, "-dir", file, "-every", "1ms")
	health := strings.TrimSuffix(s.url, "/stats") + "/healthz"
	if code, body := get(t, health); code != 200 || body != "ok\n" {
		t.Errorf("got %d %q", code, body)
	}
	for range 2 {
		if code, body := get(t, s.url); code != 500 || !strings.Contains(body, file) {
			t.Errorf("got %d %q", code, body)
		}
	}
	s.stop(caught{syscall.SIGTERM})
	code, said := <-s.ended, s.err.String()
	if code != exitOK || strings.Count(said, "\n") != 1 || !strings.Contains(said, file) {
		t.Errorf("got %d\n%s", code, said)
	}
}

// A request that is under way when it is told to end gets its answer.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	for signal, want := range map[os.Signal]int{syscall.SIGTERM: exitOK, os.Interrupt: exitInterrupt} {
		dir, release := t.TempDir(), make(chan struct{})
		w := pipetest.Serve(t, dir, "1073741824.stats", pipetest.Ours, pipetest.Slow(web, release))
		s := started(t, "-dir", dir, "-every", "0")
		answered := make(chan int, 1)
		go func() {
			defer close(answered)
			if resp, err := http.Get(s.url); err == nil {
				resp.Body.Close()
				answered <- resp.StatusCode
			}
		}()
		for w.Opened.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		s.stop(caught{signal})
		for s.listens() {
			time.Sleep(time.Millisecond)
		}
		close(release)
		if code := <-answered; code != http.StatusOK {
			t.Errorf("%v: the request got %d", signal, code)
		}
		if code := <-s.ended; code != want || s.err.Len() > 0 {
			t.Errorf("%v: it ended with %d\n%s", signal, code, &s.err)
		}
	}
}

func TestServeWhereSomebodyListens(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	addr := listener.Addr().String()
	expect(t, t.TempDir(), []string{"serve", "-addr", addr}, exitMissing, "",
		"pipestatic: listen tcp "+addr+": bind: address already in use; another -addr may be free\n")
}

// A listener that fails ends the program.
func TestServingFails(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := answer(t.Context(), listener, nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
