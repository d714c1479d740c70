//go:build unix

package pipetest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestAFrameIsWhatAProgramShows(t *testing.T) {
	got := Frame(`we"b`, "gauge load: 2.5", "signups: 7", `d_bucket{range="..0"}: 1`)
	want := `pipestatic_process{program="we\"b"}: 1
pipestatic_start_time_seconds: 1790000000.5
pipestatic_gauges: 1
load: 2.5
pipestatic_counters: 1
signups: 7
pipestatic_bins: 1
d_bucket{range="..0"}: 1
pipestatic_bytes: 192
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAFrameOfWhatIsNoStatPanics(t *testing.T) {
	defer func() {
		if got := recover(); got != "pipetest: not a stat: seven" {
			t.Errorf("panicked with %v", got)
		}
	}()
	Frame("web", "seven")
}

func TestWhatReadersGet(t *testing.T) {
	released := make(chan struct{})
	close(released)
	for _, test := range []struct {
		name   string
		kind   Kind
		answer Answer
		want   []string
	}{
		{"text", Ours, Text("a: 1\n"), []string{"a: 1\n", "a: 1\n"}},
		{"unmarked", Unmarked, Text("a: 1\n"), []string{"a: 1\n", "a: 1\n"}},
		{"private", Private, Text("a: 1\n"), []string{"a: 1\n"}},
		{"nothing", Ours, Nothing(), []string{"", ""}},
		{"in turn", Ours, InTurn(Text("a"), Nothing(), Text("b")), []string{"a", "", "b", "b"}},
		{"released", Ours, Slow("a", released), []string{"a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			Serve(t, dir, "1.stats", test.kind, test.answer)
			for i, want := range test.want {
				got, err := os.ReadFile(filepath.Join(dir, "1.stats"))
				if string(got) != want || err != nil {
					t.Errorf("reader %d: got %q, %v, want %q", i+1, got, err, want)
				}
			}
		})
	}
}

func TestHalfOfATextStaysOpen(t *testing.T) {
	dir := t.TempDir()
	w := Serve(t, dir, "1.stats", Ours, Half("a: 1\nb: 2\n"))
	f, err := os.Open(filepath.Join(dir, "1.stats"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := make([]byte, 5)
	if _, err := io.ReadFull(f, got); string(got) != "a: 1\n" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	_ = f.SetReadDeadline(time.Now().Add(time.Millisecond))
	if _, err := f.Read(got); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the half: %v, want nothing", err)
	}
	if n := w.Opened.Load(); n != 1 {
		t.Errorf("opened %d times, want once", n)
	}
}

func TestEndlessHasNoEnd(t *testing.T) {
	dir := t.TempDir()
	Serve(t, dir, "1.stats", Foreign, Endless("a: 1\n"))
	f, err := os.Open(filepath.Join(dir, "1.stats"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := make([]byte, 1<<20)
	if _, err := io.ReadFull(f, got); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(got), "a: 1\na: 1\n") {
		t.Errorf("begins with %q", got[:10])
	}
}

func TestNobodyServesTheDead(t *testing.T) {
	path := Dead(t, t.TempDir(), "1.stats", Ours)
	info, err := os.Stat(path)
	if err != nil || info.Mode() != os.ModeNamedPipe|os.ModeSticky|0o644 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	_, err = os.OpenFile(path, os.O_WRONLY|unix.O_NONBLOCK, 0)
	if !errors.Is(err, unix.ENXIO) {
		t.Errorf("somebody reads it: %v", err)
	}
}

func TestMakingAPipeCanFail(t *testing.T) {
	err := makeFIFO(filepath.Join(t.TempDir(), "no", "1.stats"), Ours)
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	w := &Writer{dir: filepath.Join(t.TempDir(), "no"), name: "1.stats", hidden: t.TempDir()}
	if _, err := w.fresh(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
