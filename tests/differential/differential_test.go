package differential

import (
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// TestDifferential tries random cases for PIPESTATIC_DIFFERENTIAL, or the case
// PIPESTATIC_SEED alone.
func TestDifferential(t *testing.T) {
	if seed, ok := os.LookupEnv("PIPESTATIC_SEED"); ok {
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		tryAlone(t, newTester(t, ours), n)
		return
	}
	if d := duration(t); d > 0 {
		search(t, ours, uint64(time.Now().UnixNano()), d, math.MaxInt)
		return
	}
	search(t, ours, 1, time.Minute, usual)
}

// counting makes a middleware under test, as Tester.Stats does.
type counting = func(reg *stats.Registry, prefix string, skip bool) stack.Middleware

// search tries cases on all processors.
func search(t *testing.T, under counting, seed uint64, d time.Duration, most int) {
	workers := runtime.GOMAXPROCS(0)
	searches := make([]*Search, workers)
	began := time.Now()
	t.Run("workers", func(t *testing.T) {
		for i := range workers {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				s := &Search{
					Tester: newTester(t, under), Seed: seed + uint64(i), Stride: uint64(workers),
					Until: began.Add(d), Most: most / workers, Shrinks: 3 * (1 + int(d/(20*time.Second))),
				}
				searches[i] = s
				s.Run()
			})
		}
	})
	cases, all := 0, Findings{}
	for _, s := range searches {
		cases += s.Cases
		for _, f := range s.Findings {
			all.Add(f)
		}
	}
	causes := all.Causes()
	for _, f := range causes {
		t.Errorf("%v\n", f)
	}
	t.Logf("%d cases from seed %d on, %.0f a second; %d kinds of failure",
		cases, seed, float64(cases)/time.Since(began).Seconds(), len(causes))
}

// usual is how many cases are tried, always the same ones, where no duration is set.
const usual = 5000

// duration returns how long to try random cases, or 0.
func duration(t *testing.T) time.Duration {
	text := os.Getenv("PIPESTATIC_DIFFERENTIAL")
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// tryAlone tries one case, and makes it smaller where it fails.
func tryAlone(t *testing.T, tester Tester, seed uint64) {
	c := Generate(seed)
	t.Logf("seed %d\n%s", seed, c)
	for _, f := range tester.Try(c) {
		small, last := tester.Shrink(c, f.Kind)
		t.Errorf("%s\n%s\na smaller case:\n%s%s", f.Kind, f.Detail, small, last.Detail)
	}
}

func ours(reg *stats.Registry, prefix string, skip bool) stack.Middleware {
	o := middleware.Options{Registry: reg, Prefix: prefix}
	if skip {
		o.Skip = func(*http.Request) bool { return true }
	}
	return middleware.New(o)
}

func newTester(t *testing.T, under counting) Tester {
	file := filepath.Join(t.TempDir(), "file")
	text := strings.Repeat("0123456789\n", 15_000)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Tester{
		Bubble: func(f func()) { synctest.Test(t, func(*testing.T) { f() }) },
		Stats:  under,
		File:   file,
	}
}
