//go:build unix

package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/stats"
)

// crowd is how many clients are slow at once.
const crowd = 50

// manyStats serves so many stats, and returns the aggregator that reads them.
func manyStats(t *testing.T, n int) http.Handler {
	t.Helper()
	dir := t.TempDir()
	r := stats.New(stats.Options{Dir: dir})
	for i := range n {
		r.Stat(fmt.Sprint(strings.Repeat("a", 200), i)).Incr()
	}
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return aggregator.New(aggregator.Options{Dirs: []string{dir}, Timeout: 10 * time.Second})
}

// dial returns a connection with a small receive buffer that has sent text.
func dial(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// Clients that do not take their answers, while others do: each of those gets
// its own whole, read after it asked.
func TestClientsThatDoNotTakeTheirAnswers(t *testing.T) {
	t.Parallel()
	const n = 2000 // more than the sockets hold
	h := manyStats(t, n)
	var stuck atomic.Int64
	address := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stuck.Add(1)
		defer stuck.Add(-1)
		h.ServeHTTP(w, r)
	}))
	var slow []net.Conn
	for _, rest := range []string{"/", "/metrics", "/processes?values=1", "/vars"} {
		for range crowd / 4 {
			slow = append(slow, dial(t, address, below("GET", rest, "")))
		}
	}
	for _, c := range slow {
		if _, err := io.ReadFull(c, make([]byte, 12)); err != nil { // its answer is on its way
			t.Fatal(err)
		}
	}
	for _, rest := range []string{"/", "/metrics", "/processes?values=1", "/vars"} {
		asked := float64(time.Now().UnixMilli()) / 1e3
		r, replied := sendRaw(t, address, below("GET", rest, "Accept-Encoding: gzip\r\n"))
		if !replied {
			t.Fatalf("%s: no answer", rest)
		}
		checkReply(t, r)
		text := string(unzipped(t, r))
		if got := strings.Count(text, "\n") + strings.Count(text, ", "); got < n {
			t.Errorf("%s: only %d stats", rest, got)
		}
		var at float64
		_, after, _ := strings.Cut(text, `"timestamp": `)
		if _, err := fmt.Sscanf(after, "%f", &at); rest == "/" && (err != nil || at < asked) {
			t.Errorf("read at %f, asked for at %f, %v", at, asked, err)
		}
	}
	if got := stuck.Load(); got != int64(len(slow)) {
		t.Errorf("%d answers are on their way, want those of %d slow clients", got, len(slow))
	}
}

// Clients that never finish their requests hold up nobody.
func TestClientsThatDoNotFinishTheirRequests(t *testing.T) {
	t.Parallel()
	address := serveHTTP(t, manyStats(t, 10))
	for i := range crowd {
		dial(t, address, []string{
			"",
			"GET /admin/st",
			"GET /admin/stats/ HTTP/1.1\r\nHost: a\r\nX-Slow: ",
			"POST /admin/stats/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhalf",
			"GET /admin/stats/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf",
		}[i%5])
	}
	for range 10 {
		r, replied := sendRaw(t, address, below("GET", "/", ""))
		if !replied || r.code != http.StatusOK || !strings.Contains(string(r.body), `"complete": true`) {
			t.Fatalf("got %d %s", r.code, r.body)
		}
		checkReply(t, r)
	}
}
