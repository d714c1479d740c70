package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// started starts the program, and returns the URL that it printed. When the test
// is over, it ends it.
func started(t *testing.T, args ...string) (url string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	printed, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, append(args, "-addr", "127.0.0.1:0"), out)
		out.Close()
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error("the program ended with", err)
		}
		if _, err := http.Get(url); err == nil {
			t.Error("after the end it still answers")
		}
	})
	line, _ := bufio.NewReader(printed).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "all processes: ")
	if !ok {
		t.Fatalf("it printed %q", line)
	}
	return url
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

// A registry is a process as far as the aggregator can see. It returns its
// directory.
func served(t *testing.T, stat string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "pipes")
	r := stats.New(stats.Options{Dir: dir, Program: "shop"})
	r.Stat(stat).Incr()
	if err := r.Open(); errors.Is(err, errors.ErrUnsupported) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return dir
}

func TestSumsOfAllDirectories(t *testing.T) {
	url := started(t, "-dir", served(t, "signups"), "-dir", served(t, "orders"))
	for path, want := range map[string]string{
		"":                      `{"stats": {"orders": 1, "signups": 1}, `,
		"/":                     `{"stats": {"orders": 1, "signups": 1}, `,
		"/vars?match=signups":   `"signups": 1`,
		"/metrics?match=orders": `orders{program="shop"} 1`,
	} {
		if code, body := get(t, url+path); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("/stats%s: %d, no %s in\n%s", path, code, want, body)
		}
	}
}

// A web site whose name leads to 127.0.0.1 gets nothing.
func TestOtherHosts(t *testing.T) {
	url := started(t, "-dir", t.TempDir(), "-host", "stats.example.com")
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

func TestHealth(t *testing.T) {
	// It answers even where no pipe could be read: a directory is a setting.
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSuffix(started(t, "-dir", file), "/stats")
	if code, body := get(t, root+"/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("got %d %q", code, body)
	}
	if code, body := get(t, root+"/stats"); code < 500 || !strings.Contains(body, "error") {
		t.Errorf("got %d %q", code, body)
	}
	if code, _ := get(t, root+"/"); code != http.StatusNotFound {
		t.Errorf("at the root: %d", code)
	}
}

func TestArguments(t *testing.T) {
	for args, want := range map[string]string{
		"7828":            `what is "7828"? All settings are flags, see -help`,
		"-addr nowhere":   "listen tcp: address nowhere: missing port in address",
		"-timeout 5s":     "flag provided but not defined: -timeout",
		"-addr 1.2.3.4:x": "listen tcp: lookup tcp/x: unknown port",
	} {
		err := run(t.Context(), strings.Fields(args), io.Discard)
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", args, err, want)
		}
	}
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"-help"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{
		"-addr address", `(default "127.0.0.1:7828")`, "-dir directory", "-host name",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, &out)
		}
	}
}

// A listener that fails ends the program.
func TestServingFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := serve(t.Context(), listener, nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
