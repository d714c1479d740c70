package expvarbridge

import (
	"bytes"
	"expvar"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

func TestBadVarsCostThemselves(t *testing.T) {
	tests := []struct {
		name string
		v    expvar.Var
	}{
		{"panics", asked(func() string { panic("no") })},
		{"panics with nil", asked(func() string { panic(nil) })},
		{"ends its goroutine", asked(func() string { runtime.Goexit(); return "" })},
		{"nil Int", (*expvar.Int)(nil)},
		{"nil Float", (*expvar.Float)(nil)},
		{"nil Map", (*expvar.Map)(nil)},
		{"nil Func", expvar.Func(nil)},
		{"JSON cannot hold it", expvar.Func(func() any { return make(chan int) })},
		{"no text", text("")},
		{"no JSON", text("NaN")},
		{"half an object", text(`{"a": 1`)},
		{"two values", text("1 2")},
		{"large", text(`"` + strings.Repeat("x", jsonLimit) + `"`)},
		{"deep", text(strings.Repeat(`{"a":`, 100_000) + "1")},
		{"in a Map", vars(map[string]expvar.Var{"in": text("NaN")})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mirrorOf(vars(map[string]expvar.Var{"bad": tt.v, "good": number64(1)}), Options{})
			wantText(t, shown(t, r), "good: 1\ncounters:\nexpvar_left_out_total: 1\n")
			wantText(t, shown(t, r), "good: 1\ncounters:\nexpvar_left_out_total: 2\n")
		})
	}
}

func TestBadVarInAMapCostsItself(t *testing.T) {
	m := vars(map[string]expvar.Var{
		"bad":  asked(func() string { panic("no") }),
		"good": number64(1),
		"json": text("2"),
	})
	r := mirrorOf(vars(map[string]expvar.Var{"m": m}), Options{})
	wantText(t, shown(t, r), "m.good: 1\nm.json: 2\ncounters:\nexpvar_left_out_total: 1\n")
}

func TestMapInItselfEnds(t *testing.T) {
	m := vars(map[string]expvar.Var{"n": number64(1)})
	m.Set("m", m)
	r := mirrorOf(m, Options{})
	got := shown(t, r)
	if n := strings.Count(got, "m.n: 1\n"); n != maxDepth {
		t.Errorf("%d levels of the Map, want %d, in\n%s", n, maxDepth, got)
	}
	if !strings.HasSuffix(got, "counters:\nexpvar_left_out_total: 1\n") {
		t.Errorf("the rest is not counted:\n%s", got)
	}
}

func TestTooManyNamesAreLeftOut(t *testing.T) {
	long := strings.Repeat("x", 8<<10)
	const fit = sizeLimit / (8<<10 + 3 + nameCost)
	all := vars(map[string]expvar.Var{"func": text("1")})
	for i := range fit + 2 {
		all.Set(fmt.Sprintf("%03d%s", i, long), number64(1))
	}
	r := mirrorOf(all, Options{})
	if n := strings.Count(shown(t, r), long); n != fit {
		t.Errorf("%d names of %d bytes, want %d", n, len(long), fit)
	}
	if left, _ := r.Value(leftOut); left != 6 { // two names and the func, in two reads
		t.Errorf("left out: %v, want 6", left)
	}
}

// A stuck var costs one snapshot the time limit; then it is let alone until it
// has returned.
func TestStuckVarDelaysOneSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		var calls atomic.Int64
		stuck := asked(func() string { calls.Add(1); <-release; return "5" })
		r := mirrorOf(vars(map[string]expvar.Var{
			"good":  number64(1),
			"func":  text("2"),
			"stuck": stuck,
		}), Options{})
		steps := []struct {
			takes time.Duration
			want  string
		}{
			{timeLimit, "func: 2\ngood: 1\ncounters:\nexpvar_left_out_total: 1\n"},
			{0, "func: 2\ngood: 1\ncounters:\nexpvar_left_out_total: 2\n"},
			{0, "func: 2\ngood: 1\ncounters:\nexpvar_left_out_total: 3\n"},
		}
		for _, step := range steps {
			began := time.Now()
			wantText(t, shown(t, r), step.want)
			if took := time.Since(began); took != step.takes {
				t.Errorf("the snapshot took %v, want %v", took, step.takes)
			}
		}
		if calls.Load() != 1 {
			t.Errorf("%d calls, want 1", calls.Load())
		}
		close(release)
		synctest.Wait()
		wantText(t, shown(t, r), "func: 2\ngood: 1\nstuck: 5\ncounters:\nexpvar_left_out_total: 3\n")
	})
}

func TestStuckVarsShareTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		defer close(release)
		all := new(expvar.Map)
		for i := range 50 {
			all.Set(fmt.Sprint("stuck", i), asked(func() string { <-release; return "" }))
		}
		began := time.Now()
		wantText(t, shown(t, mirrorOf(all, Options{})), "counters:\nexpvar_left_out_total: 50\n")
		if took := time.Since(began); took != timeLimit {
			t.Errorf("the snapshot took %v, want %v", took, timeLimit)
		}
	})
}

// The list of the vars is locked while another reader of it is stuck and a
// writer waits.
func TestStuckListDelaysOneSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		r := stats.New(stats.Options{Dir: "off"})
		list := func(f func(expvar.KeyValue)) {
			<-release
			f(expvar.KeyValue{Key: "n", Value: number64(1)})
		}
		r.Collect(newMirror(Options{}.withDefaults(), list).report)
		wantText(t, shown(t, r), "counters:\nexpvar_left_out_total: 1\n")
		began := time.Now()
		wantText(t, shown(t, r), "counters:\nexpvar_left_out_total: 2\n")
		if took := time.Since(began); took != 0 {
			t.Errorf("the second snapshot took %v", took)
		}
		close(release)
		synctest.Wait()
		wantText(t, shown(t, r), "n: 1\ncounters:\nexpvar_left_out_total: 2\n")
	})
}

// A var that reads the registry it is mirrored to waits for the snapshot that
// waits for it. In real time: a lock is nothing that synctest can wait for.
func TestVarThatTakesASnapshot(t *testing.T) {
	all := vars(map[string]expvar.Var{"n": number64(1)})
	r := mirrorOf(all, Options{})
	returned := make(chan bool, 1)
	all.Set("loop", asked(func() string {
		defer func() { returned <- true }()
		_, err := r.WriteTo(io.Discard)
		return fmt.Sprint(err == nil)
	}))
	wantText(t, shown(t, r), "n: 1\ncounters:\nexpvar_left_out_total: 1\n")
	<-returned
}

func TestFirstVarLeftOutIsLogged(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	defer slog.SetDefault(before)
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	r := mirrorOf(vars(map[string]expvar.Var{"bad": text("{")}), Options{})
	shown(t, r)
	shown(t, r)
	if got := strings.Count(log.String(), "\n"); got != 1 {
		t.Errorf("%d lines, want 1:\n%s", got, &log)
	}
	if !strings.Contains(log.String(), "var=bad") {
		t.Errorf("the var is not named:\n%s", &log)
	}
}
