//go:build unix

package aggregator

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/pipetest"
)

var frame = pipetest.Frame("web", "gauge load: 0.5", "signups: 7")

func TestPipesThatCount(t *testing.T) {
	for _, test := range []struct {
		name   string
		kind   pipetest.Kind
		answer pipetest.Answer
		stats  string
		state  string
	}{
		{"ours", pipetest.Ours, pipetest.Text(frame),
			`{"load": 0.5, "signups": 7}`, "ok"},
		{"ours without the mark", pipetest.Unmarked, pipetest.Text(frame),
			`{"load": 0.5, "signups": 7}`, "ok"},
		{"ours that is empty at first", pipetest.Ours,
			pipetest.InTurn(pipetest.Nothing(), pipetest.Nothing(), pipetest.Text(frame)),
			`{"load": 0.5, "signups": 7}`, "ok"},
		{"ours that is torn at first", pipetest.Ours,
			pipetest.InTurn(pipetest.Text(frame[:30]), pipetest.Text(frame)),
			`{"load": 0.5, "signups": 7}`, "ok"},
		{"foreign", pipetest.Foreign, pipetest.Text("b: 1\na: 2.0\nb: 3\n"),
			`{"a": 2.0, "b": 3}`, "foreign"},
		{"foreign with other lines", pipetest.Unmarked, pipetest.Text("a: 1\n# hello\nb"),
			`{"a": 1}`, "foreign: lines that are no stat: 2"},
		{"foreign with nothing to say", pipetest.Unmarked, pipetest.Nothing(),
			`{}`, "foreign"},
		{"foreign with names that no JSON has", pipetest.Unmarked,
			pipetest.Text("a\xff: 1\na\xfe: 2\nq\"\\\x01: 3\n"),
			`{"\"a\\xfe\"": 2, "\"a\\xff\"": 1, "\"q\\\"\\\\\\x01\"": 3}`, "foreign"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pipetest.Serve(t, dir, live(1), test.kind, test.answer)
			r := read(t, reader(dir, 5*time.Second))
			expect(t, r, live(1)+" "+test.state)
			expectStats(t, r, test.stats)
			if !r.complete() {
				t.Error("it is not complete")
			}
		})
	}
}

// They take all the time there is, so they are read together, with a good one
// among them that they do no harm to.
func TestPipesThatDoNotCount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := []string{}
	for i, pipe := range []struct {
		kind   pipetest.Kind
		answer pipetest.Answer
		state  string
	}{
		{pipetest.Ours, pipetest.Text(frame), "ok"},
		{pipetest.Ours, pipetest.Text(frame[:len(frame)/2]), "torn: not one whole snapshot"},
		{pipetest.Ours, pipetest.Text(frame + frame), "torn: not one whole snapshot"},
		{pipetest.Ours, pipetest.Text("a: 1\n"), "torn: not one whole snapshot"},
		{pipetest.Ours, pipetest.Text(strings.Replace(frame, "gauges: 1", "gauges: 9", 1)),
			"torn: not one whole snapshot"},
		{pipetest.Unmarked, pipetest.Text("a: 1\n" + frame), "torn: not one whole snapshot"},
		{pipetest.Ours, pipetest.InTurn(pipetest.Text(frame+frame), pipetest.Slow("", nil)),
			"torn: not one whole snapshot"},
		{pipetest.Ours, pipetest.Nothing(), "slow: its answers are empty"},
		{pipetest.Ours, pipetest.Slow("", nil), "slow: it is open, and nothing comes"},
	} {
		name := pipedir.FileName(os.Getpid(), 11+i)
		pipetest.Serve(t, dir, name, pipe.kind, pipe.answer)
		want = append(want, name+" "+pipe.state)
	}
	// A foreign one is slow as well when it stops in the middle.
	name := pipedir.FileName(os.Getpid(), 31)
	pipetest.Serve(t, dir, name, pipetest.Foreign, pipetest.Half("a: 1\nb: 1\n"))
	want = append(want, name+" slow: it stopped in the middle")

	r := read(t, reader(dir, 2*brief))
	expect(t, r, want...)
	expectStats(t, r, `{"load": 0.5, "signups": 7}`)
	if r.complete() {
		t.Error("it is complete")
	}
}

func TestWhatIsNoPipeIsListedAndNotOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"1.stats", "01.stats", "x.stats", "1.statsd", ".7.stats", "README"} {
		touch(t, at(name))
	}
	target := pipetest.Dead(t, t.TempDir(), "3.stats", pipetest.Foreign)
	socket, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(socket)
	for _, err := range []error{
		os.Mkdir(at("2.stats"), 0o755),
		os.Symlink(target, at("3.stats")),
		unix.Bind(socket, &unix.SockaddrUnix{Name: at("4-2.stats")}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r := read(t, reader(dir, 5*time.Second))
	expect(t, r,
		"01.stats refused: not a name of a pipe",
		"x.stats refused: not a name of a pipe",
		"1.stats refused: not a named pipe",
		"2.stats refused: not a named pipe",
		"3.stats refused: not a named pipe",
		"4-2.stats refused: not a named pipe")
	if !r.complete() {
		t.Error("the refused count against it")
	}
}

func TestTheDeadAreRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := pipetest.Dead(t, dir, nobodys(1), pipetest.Ours)
	h := reader(dir, 5*time.Second)
	expect(t, read(t, h), nobodys(1)+" dead: its process is gone")
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
	expect(t, read(t, h))
}

// What answers is alive, though no process of that pid is seen: a container's.
func TestAPipeOfAnotherPIDNamespaceCounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipetest.Serve(t, dir, nobodys(1), pipetest.Ours, pipetest.Text(frame))
	expect(t, read(t, reader(dir, 5*time.Second)), nobodys(1)+" ok")
}

func TestALivePIDWithoutAWriterIsSlow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := pipetest.Dead(t, dir, live(1), pipetest.Ours)
	expect(t, read(t, reader(dir, brief)), live(1)+" slow: its process does not serve it")
	if _, err := os.Lstat(path); err != nil {
		t.Error(err)
	}
}

func TestADeadPipeThatMayNotBeRemovedIsNotWaitedForAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipetest.Dead(t, dir, nobodys(1), pipetest.Ours)
	h := reader(dir, 5*time.Second)
	d, err := pipedir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	f, err := d.Stat(nobodys(1))
	if err != nil {
		t.Fatal(err)
	}
	// It has another name now, so that root may not remove it, either.
	s := &session{host: h}
	v := &visit{process: &process{pid: pipetest.NoPID}, session: s, dir: d, name: "1.stats", file: f}
	v.unserved()
	if want := "its process is gone; removing it: no such file or directory"; v.reason != want {
		t.Errorf("got %q, want %q", v.reason, want)
	}
	if v.name = nobodys(1); v.buried() {
		t.Error("a name counts for another one")
	}
	v.bury()
	h.graves = s.found
	r := read(t, h)
	if p := r.processes[0]; p.state != dead || p.took >= pipedir.Silence {
		t.Errorf("%s after %v", p.state, p.took)
	}
}

func TestRootAndOwners(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may give a file away")
	}
	for _, test := range []struct {
		name, pipe string
		kind       pipetest.Kind
		uid        int
		root       bool
		want       string
	}{
		{"an impostor", live(1), pipetest.Unmarked, 1, true, "refused: impostor"},
		{"another user's", nobodys(1), pipetest.Unmarked, 1, true, "ok"},
		{"another user's private one", nobodys(1), pipetest.Private, 1, true,
			"refused: not readable by everybody, and we are root"},
		{"our own private one", live(1), pipetest.Private, 0, true, "ok"},
		{"no root", nobodys(1), pipetest.Private, 1, false, "ok"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pipetest.Serve(t, dir, test.pipe, test.kind, pipetest.Text(frame))
			if err := os.Lchown(filepath.Join(dir, test.pipe), test.uid, -1); err != nil {
				t.Fatal(err)
			}
			if test.kind == pipetest.Private { // chown takes the mark away
				_ = os.Chmod(filepath.Join(dir, test.pipe), os.ModeSticky|0o600)
			}
			h := reader(dir, 5*time.Second)
			h.root = test.root
			expect(t, read(t, h), test.pipe+" "+test.want)
		})
	}
}

// Whoever made a pipe of a pid before that process began is not it.
func TestAnImpostorIsRefusedHoweverOldItsPipe(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may give a file away")
	}
	t.Parallel()
	dir := t.TempDir()
	long := time.Unix(1e9, 0)
	pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Text(frame))
	dead := pipetest.Dead(t, dir, live(2), pipetest.Ours)
	for _, path := range []string{filepath.Join(dir, live(1)), dead} {
		if err := os.Lchown(path, 1, -1); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, read(t, reader(dir, 5*time.Second)),
		live(2)+" dead: its process is gone", live(1)+" refused: impostor")
}

func TestReadersDoNotShare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const pipes, readers = 4, 8
	for n := range pipes {
		pipetest.Serve(t, dir, live(n+1), pipetest.Ours, pipetest.Text(frame))
	}
	all := make(chan *reading)
	for range readers {
		go func() {
			r, _ := reader(dir, 10*time.Second).read()
			all <- r
		}()
	}
	for range readers {
		expectStats(t, <-all, fmt.Sprintf(`{"load": %d.0, "signups": %d}`, pipes/2, 7*pipes))
	}
}

func TestAPipeThatIsHeldByAnotherReaderIsSlow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := pipetest.Dead(t, dir, live(1), pipetest.Ours)
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	expect(t, read(t, reader(dir, brief)), live(1)+" slow: other readers were always there first")
}

// A program whose snapshot takes longer than a dead pipe has to be silent.
func TestASnapshotThatTakesLongIsWaitedFor(t *testing.T) {
	t.Parallel()
	dir, release := t.TempDir(), make(chan struct{})
	pipetest.Serve(t, dir, nobodys(1), pipetest.Ours, pipetest.Slow(frame, release))
	time.AfterFunc(2*pipedir.Silence, func() { close(release) })
	r := read(t, reader(dir, 10*time.Second))
	expect(t, r, nobodys(1)+" ok")
	if p := r.processes[0]; p.took <= pipedir.Silence {
		t.Errorf("it took %v", p.took)
	}
}

// After a snapshot a program rests: there is nobody in its pipe for a while.
func TestAProgramThatRestsIsWaitedFor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := pipetest.Dead(t, dir, live(1), pipetest.Ours)
	done := make(chan struct{})
	time.AfterFunc(2*pipedir.Silence, func() {
		defer close(done)
		if err := os.WriteFile(path, []byte(frame), 0); err != nil {
			t.Error(err)
		}
	})
	expect(t, read(t, reader(dir, 10*time.Second)), live(1)+" ok")
	<-done
}

// A reader that opened a pipe just before it was replaced has an orphan.
func TestAPipeThatIsReplacedMeanwhileIsOpenedAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipetest.Dead(t, dir, live(1), pipetest.Ours)
	done := make(chan struct{})
	time.AfterFunc(pipedir.Silence/2, func() {
		defer close(done)
		pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Text(frame))
	})
	expect(t, read(t, reader(dir, 10*time.Second)), live(1)+" ok")
	<-done
}

func TestAPipeThatIsClosedMeanwhileIsNotListed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := pipetest.Dead(t, dir, live(1), pipetest.Ours)
	time.AfterFunc(pipedir.Silence/2, func() { _ = os.Remove(path) })
	r := read(t, reader(dir, 10*time.Second))
	expect(t, r)
	if !r.complete() {
		t.Error("it is not complete")
	}
}

func TestSilentPipesCostTheTimeoutOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for n := range 20 {
		pipetest.Dead(t, dir, live(2+n), pipetest.Foreign)
	}
	began := time.Now()
	r := read(t, reader(dir, brief))
	if took := time.Since(began); took < brief || took > brief+2*time.Second {
		t.Errorf("it took %v", took)
	}
	if n := r.count(slow); n != 20 {
		t.Errorf("%d are slow", n)
	}
}

func TestEachReadingIsFresh(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := 0
	pipetest.Serve(t, dir, live(1), pipetest.Ours, func(pipe *os.File, stop <-chan struct{}) {
		n++
		pipetest.Text(pipetest.Frame("web", fmt.Sprintf("n: %d", n)))(pipe, stop)
	})
	h := reader(dir, 10*time.Second)
	for _, want := range []string{`{"n": 1}`, `{"n": 2}`, `{"n": 3}`} {
		before := time.Now()
		r := read(t, h)
		expectStats(t, r, want)
		if r.began.Before(before) || r.began.After(time.Now()) {
			t.Errorf("began at %v, asked at %v", r.began, before)
		}
	}
}
