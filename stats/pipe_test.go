//go:build unix

package stats_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// served returns a registry with one stat, served in a directory of its own.
func served(t *testing.T, o stats.Options) *stats.Registry {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	r := stats.New(o)
	r.Stat("signups").Add(7)
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// cat reads as cat does. A reader that hangs fails the test.
func cat(t *testing.T, path string) string {
	t.Helper()
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := os.ReadFile(path)
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			t.Error(r.err)
		}
		return string(r.text)
	case <-time.After(10 * time.Second):
		t.Fatalf("a reader of %s hangs", path)
		return ""
	}
}

func whole(text string) bool {
	return strings.HasPrefix(text, "pipestatic_process{") && strings.Count(text, "process{") == 1 &&
		strings.HasSuffix(text, fmt.Sprintf("\npipestatic_bytes: %d\n", strings.LastIndex(text, "pipestatic_bytes")))
}

// eventually waits for what happens within two seconds by the contract.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 5 s: %s", what)
		}
	}
}

func TestEachReaderGetsOneWholeFreshSnapshot(t *testing.T) {
	r := served(t, stats.Options{})
	for i := range 50 {
		r.Stat("i").Set(int64(i))
		got := cat(t, r.Path())
		if !whole(got) || !strings.Contains(got, fmt.Sprintf("\ni: %d\n", i)) {
			t.Fatalf("reader %d got\n%s", i, got)
		}
	}
}

func TestFileNameAndMode(t *testing.T) {
	for _, mode := range []fs.FileMode{0, 0o600, 0o640} {
		r := served(t, stats.Options{Mode: mode})
		if want := fmt.Sprintf("%d.stats", os.Getpid()); filepath.Base(r.Path()) != want {
			t.Errorf("the pipe is %s, want %s", r.Path(), want)
		}
		if mode == 0 {
			mode = 0o644
		}
		for range 3 { // each reader meets another FIFO
			info, err := os.Lstat(r.Path())
			if want := fs.ModeNamedPipe | fs.ModeSticky | mode; err != nil || info.Mode() != want {
				t.Errorf("mode %v, %v, want %v", info.Mode(), err, want)
			}
			cat(t, r.Path())
		}
	}
}

func TestTwoRegistriesInOneProcess(t *testing.T) {
	dir := t.TempDir()
	a, b := served(t, stats.Options{Dir: dir}), served(t, stats.Options{Dir: dir})
	b.Stat("signups").Add(1)
	if want := fmt.Sprintf("%d-2.stats", os.Getpid()); filepath.Base(b.Path()) != want {
		t.Errorf("the second pipe is %s, want %s", b.Path(), want)
	}
	if got := cat(t, a.Path()); !strings.Contains(got, "signups: 7\n") {
		t.Error(got)
	}
	if got := cat(t, b.Path()); !strings.Contains(got, "signups: 8\n") {
		t.Error(got)
	}
}

func TestManyStartAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	var wg sync.WaitGroup
	paths := make([]string, 8)
	for i := range paths {
		wg.Go(func() {
			r := served(t, stats.Options{Dir: dir})
			paths[i] = r.Path()
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, path := range paths {
		if seen[path] || !whole(cat(t, path)) {
			t.Errorf("%s is taken twice, or not whole", path)
		}
		seen[path] = true
	}
}

func TestReaderThatGoesAtOnce(t *testing.T) {
	r := served(t, stats.Options{})
	for range 20 {
		f, err := os.OpenFile(r.Path(), os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if got := cat(t, r.Path()); !whole(got) && got != "" {
		t.Errorf("got\n%s", got)
	}
}

// fill makes the snapshot larger than a pipe holds.
func fill(r *stats.Registry) {
	for i := range 5000 {
		r.Stat(fmt.Sprintf("a_stat_with_a_long_name_%d", i)).Incr()
	}
}

// openAlone opens the pipe and returns when nobody else can meet this reader
// any more, because the path leads elsewhere.
func openAlone(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	eventually(t, "the path leads elsewhere", func() bool {
		mine, err := f.Stat()
		now, err2 := os.Lstat(path)
		return err == nil && err2 == nil && !os.SameFile(mine, now)
	})
	return f
}

func TestReaderThatStopsReading(t *testing.T) {
	r := served(t, stats.Options{WriteTimeout: 50 * time.Millisecond})
	fill(r)
	stalled := openAlone(t, r.Path())
	for range 3 { // the others are served meanwhile
		if got := cat(t, r.Path()); !whole(got) {
			t.Fatalf("got %d bytes, not whole", len(got))
		}
	}
	eventually(t, "the stalled reader is given up", func() bool {
		return blocked(t) == 0
	})
	rest, err := io.ReadAll(stalled)
	if err != nil || len(rest) == 0 || whole(string(rest)) {
		t.Errorf("the stalled reader got %d bytes, %v", len(rest), err)
	}
}

func TestManyReadersThatStopReading(t *testing.T) {
	r := served(t, stats.Options{})
	fill(r)
	before := descriptors(t)
	var stalled []*os.File
	for range 60 {
		f, err := os.Open(r.Path())
		if err != nil {
			t.Fatal(err)
		}
		stalled = append(stalled, f)
	}
	if got := cat(t, r.Path()); !whole(got) {
		t.Errorf("got %d bytes, not whole", len(got))
	}
	if more := descriptors(t) - before - len(stalled); more > 200 {
		t.Errorf("%d descriptors more", more)
	}
	begun := time.Now()
	r.Close()
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("Close waited %v for readers that stopped", took)
	}
	for _, f := range stalled {
		f.Close()
	}
}

func TestSlowReaderGetsAll(t *testing.T) {
	r := served(t, stats.Options{})
	fill(r)
	f := openAlone(t, r.Path())
	var b strings.Builder
	_, err := io.CopyBuffer(struct{ io.Writer }{&b}, f, make([]byte, 1000))
	if err != nil || !whole(b.String()) {
		t.Errorf("got %d bytes, %v", b.Len(), err)
	}
}

// A program that is read while its pipe is replaced finds out at once.
func TestReplacedWhileRead(t *testing.T) {
	r := served(t, stats.Options{})
	path := r.Path()
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	os.Remove(path)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the pipe is back", func() bool {
		info, err := os.Lstat(r.Path())
		return err == nil && info.Mode()&fs.ModeSticky != 0
	})
	if got := cat(t, r.Path()); !whole(got) {
		t.Errorf("got\n%s", got)
	}
}

func TestOpenFails(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	link := filepath.Join(dir, "link")
	open := filepath.Join(dir, "open")
	for _, err := range []error{
		os.WriteFile(file, nil, 0o600), os.Symlink(dir, link), os.Mkdir(open, 0), os.Chmod(open, 0o777),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string]string{
		file:                         "no directory",
		link:                         "link",
		link + "/":                   "link",
		open:                         "sticky",
		filepath.Join(file, "below"): "no directory",
		filepath.Join(dir, "a", "b"): "no such file",
	} {
		r := stats.New(stats.Options{Dir: dir})
		err := r.Open()
		if err == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), strings.TrimSuffix(dir, "/")) {
			t.Errorf("%s: %v, want %q", dir, err, want)
		}
		if !errors.Is(r.Err(), err) || r.Path() != "" {
			t.Errorf("%s: Err is %v, Path %q", dir, r.Err(), r.Path())
		}
		r.Stat("x").Incr()
		check(t, r, "x", 1)
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOff(t *testing.T) {
	for _, dir := range []string{"off", ""} {
		t.Setenv("PIPESTATIC_DIR", "off")
		r := stats.New(stats.Options{Dir: dir})
		if err := r.Open(); err != nil || r.Path() != "" || r.Err() != nil || r.Close() != nil {
			t.Errorf("%q: %v, %q", dir, err, r.Path())
		}
	}
}

func TestCloseIsIdempotentAndFinal(t *testing.T) {
	r := served(t, stats.Options{})
	path := r.Path()
	if err := r.Open(); err != nil {
		t.Errorf("opening an open registry: %v", err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("after Close: %v", err)
			}
		})
	}
	wg.Wait()
	if err := r.Open(); err == nil {
		t.Error("a closed registry opened")
	}
	r.Stat("signups").Incr()
	check(t, r, "signups", 8)
	if got := r.Path(); got != "" {
		t.Errorf("the path is %s", got)
	}
}

func TestLinger(t *testing.T) {
	r := served(t, stats.Options{Linger: time.Minute})
	path := r.Path()
	cat(t, path) // begun before Close: not the one it waits for
	closed := make(chan error)
	go func() { closed <- r.Close() }()
	eventually(t, "Close was called", func() bool { return r.Path() == "" })
	select {
	case <-closed:
		t.Fatal("Close did not wait for a reader")
	default:
	}
	r.Stat("signups").Add(1)
	eventually(t, "the last snapshot", func() bool {
		got := cat(t, path)
		return strings.Contains(got, "signups: 8\n")
	})
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestLingerEnds(t *testing.T) {
	r := served(t, stats.Options{Linger: 10 * time.Millisecond})
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// Readers that wait in open(2) when the pipe is closed get an end of file.
func TestCloseFreesReaders(t *testing.T) {
	for range 20 {
		r := served(t, stats.Options{})
		path := r.Path()
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				if text, err := os.ReadFile(path); err == nil && len(text) > 0 && !whole(string(text)) {
					t.Errorf("a piece: %q", text)
				}
			})
		}
		r.Close()
		freed := make(chan struct{})
		go func() { readers.Wait(); close(freed) }()
		select {
		case <-freed:
		case <-time.After(10 * time.Second):
			t.Fatal("a reader hangs")
		}
	}
}

func TestNothingIsInheritedByExec(t *testing.T) {
	r := served(t, stats.Options{})
	cat(t, r.Path())
	out, err := exec.Command("ls", "-l", "/proc/self/fd").CombinedOutput()
	if err != nil {
		t.Skip("no /proc")
	}
	if strings.Contains(string(out), filepath.Dir(r.Path())) {
		t.Errorf("a child has\n%s", out)
	}
}
