//go:build unix

package aggregator

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/pipetest"
)

func TestLimits(t *testing.T) {
	many := strings.Builder{}
	for i := range 20 {
		fmt.Fprintf(&many, "n%02d: 1\n", i)
	}
	long := "long: 1\n" + strings.Repeat("a", 100<<10) + ": 1\n" // more than a first buffer
	for _, test := range []struct {
		name   string
		answer pipetest.Answer
		limit  func(*limits)
		state  string
		stats  int
	}{
		{"endless", pipetest.Endless("a: 1\n"),
			func(l *limits) { l.pipeBytes = 1 << 20 }, "torn: more than 1048576 bytes", 0},
		{"as long as it may be", pipetest.Text(long),
			func(l *limits) { l.pipeBytes = len(long) }, "foreign", 2},
		{"one byte longer", pipetest.Text(long),
			func(l *limits) { l.pipeBytes = len(long) - 1 }, "torn: more than 102411 bytes", 0},
		{"lines", pipetest.Text(many.String()),
			func(l *limits) { l.names = 13 }, "torn: more than 13 lines", 0},
		{"bytes of names", pipetest.Text(many.String()),
			func(l *limits) { l.nameBytes = 3 * 5 }, "foreign: stats left out, there are too many: 15", 5},
		{"lines in all", pipetest.Text(many.String()),
			func(l *limits) { l.lines = 7 }, "foreign: stats left out, there are too many: 13", 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pipetest.Serve(t, dir, live(1), pipetest.Unmarked, test.answer)
			h := reader(dir, 10*time.Second)
			l := defaultLimits()
			test.limit(&l)
			h.limit(l)
			r := read(t, h)
			expect(t, r, live(1)+" "+test.state)
			if got := r.processes[0].lines.len(); got != test.stats {
				t.Errorf("got %d stats, want %d", got, test.stats)
			}
			if whole := test.state == "foreign"; r.complete() != whole {
				t.Errorf("complete is %t", r.complete())
			}
			if left := h.budget.left.Load(); left != int64(l.bytes) {
				t.Errorf("%d bytes of the budget are left, of %d", left, l.bytes)
			}
		})
	}
}

// No pipe alone reaches the limit.
func TestNamesAreLimitedOverAllPipes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Text(pipetest.Frame("a", "a: 1", "b: 1")))
	pipetest.Serve(t, dir, live(2), pipetest.Ours, pipetest.Text(pipetest.Frame("c", "c: 1", "d: 1")))
	h := reader(dir, 5*time.Second)
	l := defaultLimits()
	l.names = 3
	h.limit(l)
	r := read(t, h)
	if len(r.names.list) != 3 || r.complete() {
		t.Errorf("%q, complete %t", r.names.list, r.complete())
	}
	if got := r.count(ok); got != 2 {
		t.Errorf("%d are ok", got)
	}
}

// What there is no room for now is tried again until the time is over.
func TestTheBudgetForAllPipes(t *testing.T) {
	for _, test := range []struct {
		name  string
		bytes int
		text  string
		state string
	}{
		{"nothing to begin with", firstBytes - 1, "a: 1\n", "slow"},
		{"nothing to grow", firstBytes + 100, strings.Repeat("a", firstBytes) + ": 1\n", "slow"},
		{"nothing to parse", firstBytes, "a: 1\n", "slow"},
		{"enough", firstBytes + 2*lineBytes, "a: 1\n", "foreign"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, timeout := t.TempDir(), 5*time.Second
			want := live(1) + " " + test.state
			if test.state == "slow" {
				want, timeout = want+": the other pipes say too much at once", brief/3
			}
			pipetest.Serve(t, dir, live(1), pipetest.Unmarked, pipetest.Text(test.text))
			h := reader(dir, timeout)
			l := defaultLimits()
			l.bytes = test.bytes
			h.limit(l)
			expect(t, read(t, h), want)
			if left := h.budget.left.Load(); left != int64(l.bytes) {
				t.Errorf("%d bytes of the budget are left, of %d", left, l.bytes)
			}
		})
	}
}

func TestSilentPipesKeepNobodyOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const silent = 5
	for n := range silent { // they come first in the directory's order
		name := pipedir.FileName(os.Getpid(), 2+n)
		if n%2 == 0 {
			pipetest.Serve(t, dir, name, pipetest.Ours, pipetest.Slow("", nil))
		} else {
			pipetest.Dead(t, dir, name, pipetest.Ours)
		}
	}
	pipetest.Serve(t, dir, pipedir.FileName(os.Getpid(), 9), pipetest.Ours, pipetest.Text(frame))
	h := reader(dir, 4*brief)
	l := defaultLimits()
	l.open = 2
	h.limit(l)
	r := read(t, h)
	if r.count(ok) != 1 || r.count(slow) != silent {
		t.Errorf("got %q", states(r))
	}
}

func TestWhatNeverGetsASlotIsSlow(t *testing.T) {
	v := &visit{process: &process{}, session: &session{deadline: time.Now()}}
	if again := v.attempt(); again || v.state != slow || v.reason != "too many pipes are silent" {
		t.Errorf("%s: %s", v.state, v.reason)
	}
}

// Once the time is over no outcome asks for another attempt, whatever timers do.
func TestNoAttemptAfterTheDeadline(t *testing.T) {
	for want, deadline := range map[bool]time.Time{
		true:  time.Now().Add(time.Hour),
		false: time.Now(),
	} {
		v := &visit{process: &process{}, session: &session{deadline: deadline}}
		for name, again := range map[string]bool{
			"missed":     v.missed(torn, "x"),
			"idle":       v.idle("x"),
			"unfinished": v.unfinished(),
			"overspent":  v.overspent(),
		} {
			if again != want {
				t.Errorf("%s says %t", name, again)
			}
		}
	}
}

func TestMorePipesThanAreLookedAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"3.stats", "1.stats", "2.stats"} {
		touch(t, filepath.Join(dir, name))
	}
	h := reader(dir, 5*time.Second)
	h.limits.pipes = 2
	r := read(t, h)
	expect(t, r, "1.stats refused: not a named pipe", "2.stats refused: not a named pipe")
	if r.complete() {
		t.Error("it is complete")
	}
}

func TestACrowdKeepsOutNoPipeThatWasThereBefore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := pipedir.FileName(os.Getpid(), 9)
	pipetest.Serve(t, dir, name, pipetest.Ours, pipetest.Text(frame))
	h := reader(dir, 5*time.Second)
	h.limits.pipes = 2
	expect(t, read(t, h), name+" ok")
	for _, name := range []string{"1.stats", "2.stats"} {
		touch(t, filepath.Join(dir, name))
	}
	expect(t, read(t, h), "1.stats refused: not a named pipe", name+" ok")
}

func TestEndlessPipesCostLittleMemory(t *testing.T) {
	dir := t.TempDir()
	for n := range 4 {
		pipetest.Serve(t, dir, live(2+n), pipetest.Foreign, pipetest.Endless(strings.Repeat("a", 5000)))
	}
	h := reader(dir, 10*time.Second)
	l := defaultLimits()
	l.pipeBytes, l.bytes = 4<<20, 32<<20
	h.limit(l)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := read(t, h)
	runtime.ReadMemStats(&after)
	if n := r.count(torn); n != 4 {
		t.Errorf("got %q", states(r))
	}
	if grown := after.HeapSys - before.HeapSys; after.HeapSys > before.HeapSys && grown > 96<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}
