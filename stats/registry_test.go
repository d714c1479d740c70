package stats_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// check fails unless the registry shows exactly that.
func check(t *testing.T, r *stats.Registry, name string, want float64) {
	t.Helper()
	if got, ok := r.Value(name); !ok || got != want {
		t.Errorf("%s is %v, %v, want %v", name, got, ok, want)
	}
}

func absent(t *testing.T, r *stats.Registry, name string) {
	t.Helper()
	if got, ok := r.Value(name); ok {
		t.Errorf("%s is %v, want none", name, got)
	}
}

func TestHandleShowsNothingBeforeItsFirstUpdate(t *testing.T) {
	r := stats.New(stats.Options{})
	s, h := r.Stat("s"), r.Histogram("h")
	absent(t, r, "s")
	absent(t, r, "h_count")
	s.Add(0)
	h.Observe(0)
	check(t, r, "s", 0)
	check(t, r, "h_count", 1)
}

func TestDeleteUnderHeldHandles(t *testing.T) {
	r := stats.New(stats.Options{})
	old, h := r.Stat("s"), r.Histogram("s")
	old.Add(5)
	h.Observe(1)
	r.Delete("s")
	absent(t, r, "s")
	absent(t, r, "s_count")

	r.Stat("s").Add(2) // another handle, while the old one is still held
	old.Add(1)
	check(t, r, "s", 3)
	old.Set(10)
	r.Stat("s").Add(1)
	check(t, r, "s", 11)
	h.Observe(1)
	check(t, r, "s_count", 1)

	r.Delete("s")
	old.AddFloat(0.5)
	check(t, r, "s", 0.5)
	r.Delete("s")
	old.SetFloat(1.5)
	old.SetFloat(2.5)
	check(t, r, "s", 2.5)
}

func TestNamesArePieceOfSomethingLarge(t *testing.T) {
	r := stats.New(stats.Options{})
	buffer := []byte("hits of /index.html")
	r.Stat(string(buffer[:4])).Incr()
	copy(buffer, "XXXX")
	check(t, r, "hits", 1)
}

func TestMaxStats(t *testing.T) {
	r := stats.New(stats.Options{MaxStats: 2})
	logged := newLog(100)
	logged.during(t)
	a := r.Stat("a")
	r.Histogram("b").Observe(1)
	past, alsoPast := r.Stat("past"), r.Histogram("past")
	absent(t, r, "pipestatic_refused_total") // a handle is no update

	past.Incr()
	past.Set(1)
	past.AddFloat(1)
	alsoPast.Observe(1)
	r.Stat(strings.Repeat("x", 16<<10+1)).Incr()
	a.Incr()
	r.Histogram("b").Observe(1)
	absent(t, r, "past")
	check(t, r, "a", 1)
	check(t, r, "b_count", 2)
	check(t, r, "pipestatic_refused_total", 5)
	for first := ""; !strings.Contains(first, "name=past"); {
		first = <-logged.lines // may be of another test, too
	}
	for len(logged.lines) > 0 {
		if more := <-logged.lines; strings.Contains(more, "name=past") {
			t.Errorf("the refusal is logged again: %s", more)
		}
	}

	r.Delete("a") // room again
	past.Incr()
	check(t, r, "past", 1)
	check(t, r, "pipestatic_refused_total", 5)
}

// A logTo is a log that a test reads. Whoever logs waits until it is read, or the
// test is over.
type logTo struct {
	lines chan string
	over  chan struct{}
}

func newLog(room int) logTo { return logTo{make(chan string, room), make(chan struct{})} }

// during has the test's log go to l. It is more than slog.SetDefault that has to
// be undone: that turns package log's output to the new handler, too.
func (l logTo) during(t *testing.T) {
	old := slog.Default()
	slog.SetDefault(slog.New(l))
	t.Cleanup(func() {
		close(l.over)
		slog.SetDefault(old)
		log.SetOutput(os.Stderr)
		log.SetFlags(log.LstdFlags)
	})
}

func (logTo) Enabled(context.Context, slog.Level) bool { return true }
func (l logTo) WithAttrs([]slog.Attr) slog.Handler     { return l }
func (l logTo) WithGroup(string) slog.Handler          { return l }
func (l logTo) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	select {
	case l.lines <- text:
	case <-l.over:
	}
	return nil
}

// No update waits for a log handler, which may be slow, or count what it logs.
func TestUpdatesDoNotWaitForTheLog(t *testing.T) {
	stuck := newLog(0)
	stuck.during(t)
	r := stats.New(stats.Options{MaxStats: 1})
	r.Stat("a").Incr()
	r.Collect(func(*stats.Snapshot) { panic("no") })
	r.Stat("past").Incr()
	r.Stat("past").Incr()
	check(t, r, "pipestatic_refused_total", 2)
	<-stuck.lines
	<-stuck.lines
}

func TestLongestName(t *testing.T) {
	r := stats.New(stats.Options{})
	name := strings.Repeat("x", 16<<10)
	r.Stat(name).Incr()
	r.Stat(name + "x").Incr()
	check(t, r, name, 1)
	check(t, r, "pipestatic_refused_total", 1)
}

func TestManyNames(t *testing.T) {
	r := stats.New(stats.Options{})
	const n = 5000
	for i := range n {
		r.Stat(fmt.Sprintf("stat_%d", i)).Add(int64(i))
	}
	for i := 0; i < n; i += 2 {
		r.Delete(fmt.Sprintf("stat_%d", i))
	}
	for i := range n {
		r.Stat(fmt.Sprintf("stat_%d", i)).Add(1)
	}
	got := text(t, r)
	for i := range n {
		if want := fmt.Sprintf("\nstat_%d: %d\n", i, 1+i*(i%2)); !strings.Contains(got, want) {
			t.Fatalf("no line %q", want)
		}
	}
	if lines := strings.Count(got, "\n"); lines != n+4 {
		t.Errorf("%d lines, want %d", lines, n+4)
	}
}

// What is created and deleted while nobody reads must not pile up.
func TestNamesThatComeAndGo(t *testing.T) {
	r := stats.New(stats.Options{MaxStats: 10})
	for i := range 20_000 {
		name := fmt.Sprintf("session_%d", i)
		r.Stat(name).Set(1)
		r.Histogram(name).Observe(1)
		r.Delete(name)
	}
	r.Stat("last").Incr()
	check(t, r, "last", 1)
	absent(t, r, "session_19999")
	absent(t, r, "pipestatic_refused_total")
}

// Every update counts once, and every snapshot is whole and never goes back.
func TestConcurrentTotals(t *testing.T) {
	const goroutines, updates = 16, 1000
	r := stats.New(stats.Options{})
	var work, readers sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		readers.Go(func() { monotonic(t, r, stop) })
	}
	for g := range goroutines {
		work.Go(func() {
			handle, h := r.Stat("by_handle"), r.Histogram("h")
			for i := range updates {
				handle.Incr()
				r.Stat("by_name").Add(2)
				r.Stat("float").AddFloat(0.5)
				h.Observe(float64(i))
				r.Stat("in_flight").Add(1)
				r.Stat("in_flight").Add(-1)
				r.Stat(fmt.Sprintf("own_%d_%d", g, i%100)).Incr()
			}
		})
	}
	work.Wait()
	close(stop)
	readers.Wait()
	for name, want := range map[string]float64{
		"by_handle": goroutines * updates, "by_name": 2 * goroutines * updates,
		"float": goroutines * updates / 2, "in_flight": 0, "own_3_7": updates / 100,
		"h_count": goroutines * updates, "h_sum": goroutines * updates * (updates - 1) / 2,
	} {
		check(t, r, name, want)
	}
}

func monotonic(t *testing.T, r *stats.Registry, stop chan struct{}) {
	last := map[string]float64{}
	for {
		for _, name := range []string{"by_handle", "by_name", "float", "h_count"} {
			got, _ := r.Value(name)
			if got < last[name] {
				t.Errorf("%s went from %v to %v", name, last[name], got)
			}
			last[name] = got
		}
		if got, _ := r.Value("in_flight"); got < 0 || got > 16 {
			t.Errorf("in_flight is %v", got)
		}
		select {
		case <-stop:
			return
		default:
		}
	}
}

// An integer gauge that is set while others add ends at what was set and what
// came after it, and nothing else.
func TestSetIsExactUnderAdds(t *testing.T) {
	r := stats.New(stats.Options{})
	s := r.Stat("s")
	for round := range 200 {
		if round%2 == 0 {
			r.Delete("s")
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 10 {
					s.Add(1)
				}
			})
		}
		wg.Go(func() { s.Set(1000) })
		wg.Wait()
		if got, _ := r.Value("s"); got < 1000 || got > 1040 {
			t.Fatalf("s is %v, want 1000 to 1040", got)
		}
	}
}

// The first float meets adds that are on their way: none is lost.
func TestIntegerBecomesFloatUnderAdds(t *testing.T) {
	r := stats.New(stats.Options{})
	for round := range 200 {
		name := fmt.Sprint("s", round)
		s := r.Stat(name)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 10 {
					s.Add(1)
				}
			})
		}
		wg.Go(func() { s.AddFloat(0.5) })
		wg.Go(func() { s.Add(-1) })
		wg.Wait()
		check(t, r, name, 39.5)
	}
}

func TestHotPathsAllocateNothing(t *testing.T) {
	r := stats.Default()
	s, h := r.Stat("s"), r.Histogram("h")
	for name, update := range map[string]func(){
		"Incr":              func() { stats.Incr("by_name") },
		"Add":               func() { stats.Add("by_name", 2) },
		"Add float":         func() { stats.Add("float", 0.5) },
		"Set":               func() { stats.Set("gauge", 7) },
		"Observe":           func() { stats.Observe("h", 0.25) },
		"handle":            s.Incr,
		"handle Add":        func() { s.Add(2) },
		"handle AddFloat":   func() { r.Stat("float").AddFloat(0.5) },
		"handle Set":        func() { r.Stat("gauge").Set(7) },
		"handle SetFloat":   func() { r.Stat("gauge_float").SetFloat(7) },
		"histogram Observe": func() { h.Observe(0.25) },
	} {
		if n := testing.AllocsPerRun(100, update); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// A sample that is refused takes no memory, and nobody's place.
func TestRefusedSampleLeavesNothing(t *testing.T) {
	r := stats.New(stats.Options{MaxStats: 1})
	h := r.Histogram("h")
	r.Delete("h")
	refuse := func() { h.Observe(math.NaN()) }
	if n := testing.AllocsPerRun(100, refuse); n != 0 {
		t.Errorf("allocates %v times", n)
	}
	r.Stat("s").Incr()
	check(t, r, "s", 1)
	check(t, r, "pipestatic_refused_samples_total", 101) // one to warm up
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 3, errors.ErrUnsupported }

func TestWriteToReportsTheWriter(t *testing.T) {
	n, err := stats.New(stats.Options{}).WriteTo(failing{})
	if n != 3 || !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %d, %v", n, err)
	}
}
