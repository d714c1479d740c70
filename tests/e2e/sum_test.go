//go:build unix

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/stats"
)

// An answer is what the aggregator says.
type answer struct {
	Stats     map[string]float64
	Growth    map[string]float64
	Processes struct {
		Read, Slow, Dead, Foreign, Torn, Refused int
		Complete                                 bool
	}
}

func ask(t *testing.T, h http.Handler, target string) (a answer) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d, %v: %s", w.Code, err, w.Body)
	}
	return a
}

// A program that writes as the first implementation did, and one of ours, are
// summed together.
func TestForeignWriterAndOurs(t *testing.T) {
	dir := sharedDir(t)
	start(t, dir, "foreign").line()
	r := stats.New(stats.Options{Dir: dir})
	r.Stat("signups").Add(7)
	r.Stat("foo :: now").Add(1)
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}, Timeout: 5 * time.Second})
	for both := 0; both < 20; {
		a := ask(t, h, "/")
		if a.Processes.Read == 1 && a.Stats["signups"] == 7 {
			continue // between its answers the foreign writer has no pipe
		}
		both++
		if a.Stats["signups"] != 12 || a.Stats["load"] != 1.5 || a.Stats["foo :: now"] != 1.25 ||
			a.Processes.Read != 2 || a.Processes.Foreign != 1 || !a.Processes.Complete {
			t.Fatalf("got %+v", a)
		}
	}
}

// A reader that parses as the first implementation did reads our pipe.
func TestFirstImplementationReadsOurs(t *testing.T) {
	r := stats.New(stats.Options{Dir: t.TempDir(), Program: "a: b\n\"c\""})
	for _, name := range []string{"", " x ", "a\nb: 1", "a: b", "\x00", "bad\xff", "pipestatic_bins"} {
		r.Stat(name).Incr()
		r.Histogram(name).Observe(0.25)
		r.Stat(name + "f").SetFloat(1e-9)
	}
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := os.ReadFile(r.Path())
	if err != nil || !whole(text) {
		t.Fatalf("got %v\n%s", err, text)
	}
	sums, err := firstReader(string(text))
	if err != nil || sums["a: b"] != 1 || len(sums) != strings.Count(string(text), "\n") {
		t.Errorf("got %v, %v of\n%s", err, sums, text)
	}
}

// Among readers that take one byte at a time, and so tear what they share, ours
// always ends with a whole snapshot and never takes a piece for one.
func TestOursAmongSmallReaders(t *testing.T) {
	t.Parallel()
	const n = 300
	dir := t.TempDir()
	p := start(t, dir, "program", fmt.Sprint(n), "0")
	path := p.line()
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}, Timeout: 10 * time.Second})
	answers := 0
	total := storm(t, path, "1", 4, func() {
		for range 10 {
			answers++
			a := ask(t, h, "/")
			sum := 0.0
			for _, v := range a.Stats {
				sum += v
			}
			if sum != n*(n-1)/2 || a.Processes.Read != 1 || !a.Processes.Complete {
				t.Fatalf("got a sum of %v, %+v", sum, a.Processes)
			}
		}
	})
	t.Logf("%d answers of ours; theirs: %+v", answers, total)
	if total.Hung > 0 {
		t.Error("a reader hangs")
	}
}

// A reader that takes single bytes out of the middle of a long snapshot, which
// it shares with ours because both were there when the program woke up, is
// noticed: ours reads again.
func TestBytesTakenFromTheMiddle(t *testing.T) {
	t.Parallel()
	const n, rounds = 20_000, 20
	dir := t.TempDir()
	p := start(t, dir, "program", fmt.Sprint(n), "0")
	path := p.line()
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}, Timeout: 10 * time.Second})
	shared := 0
	for range rounds {
		p.stop()
		thief, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan answer)
		go func() { answered <- ask(t, h, "/") }()
		eventually(t, 5*time.Second, "both have it open", func() bool {
			return readersOf(t, path) == 2
		})
		stolen := make(chan int)
		go func() { stolen <- steal(thief) }()
		p.signal(syscall.SIGCONT)
		a := <-answered
		thief.Close()
		shared += min(<-stolen, 1)
		sum := 0.0
		for _, v := range a.Stats {
			sum += v
		}
		if sum != n*(n-1)/2 || len(a.Stats) != n || !a.Processes.Complete {
			t.Errorf("got %d stats, a sum of %v, %+v", len(a.Stats), sum, a.Processes)
		}
	}
	t.Logf("%d of %d lost bytes to the other", shared, rounds)
}

// steal takes single bytes at some moments, until the file is closed.
func steal(f *os.File) (n int) {
	one := make([]byte, 1)
	for n < 2 {
		for end := time.Now().Add(time.Duration(rand.IntN(1000)) * time.Microsecond); time.Now().Before(end); {
		}
		_, err := f.Read(one)
		if errors.Is(err, io.EOF) && n == 0 {
			continue
		}
		if err != nil {
			return n
		}
		n++
	}
	return n
}

// readersOf returns how many descriptors of this process lead to the file.
func readersOf(t *testing.T, path string) (n int) {
	t.Helper()
	want, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("needs /proc")
	}
	for _, fd := range fds {
		if got, err := os.Stat("/proc/self/fd/" + fd.Name()); err == nil && os.SameFile(got, want) {
			n++
		}
	}
	return n
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// stop stops the process and returns when it stands still.
func (p *process) stop() {
	p.t.Helper()
	p.signal(syscall.SIGSTOP)
	eventually(p.t, 5*time.Second, "it stands still", func() bool {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
		return err == nil && strings.Contains(string(status), "State:\tT")
	})
}
