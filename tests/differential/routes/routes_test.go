package routes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// usual is how many trees are tried, always the same ones, where no duration is set.
const usual = 500

// TestRoutes tries random trees for PIPESTATIC_DIFFERENTIAL, the tree PIPESTATIC_SEED
// alone, or the usual ones.
func TestRoutes(t *testing.T) {
	tester := Tester{Stats: func(reg *stats.Registry) func(http.Handler) http.Handler {
		return middleware.New(middleware.Options{Registry: reg})
	}}
	seed, until := uint64(1), time.Now().Add(time.Minute)
	end, alone := seed+usual, false
	if d := duration(t); d > 0 {
		seed, until, end = uint64(time.Now().UnixNano()), time.Now().Add(d), math.MaxUint64
	}
	if text, ok := os.LookupEnv("PIPESTATIC_SEED"); ok {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
		alone, end = true, math.MaxUint64
	}
	first, began, requests := seed, time.Now(), 0
	known, shown := map[string]int{}, map[string]bool{}
	for ; seed < end && time.Now().Before(until); seed++ {
		rng := rand.New(rand.NewPCG(seed, 1))
		tree := Generate(rng)
		fs, n := tester.Try(tree, rng)
		requests += n
		for _, f := range fs {
			if known[f.Kind]++; known[f.Kind] <= maxShrinks {
				small, last := tester.shrink(tree, f)
				if shown[f.Kind+small.String()] {
					continue
				}
				shown[f.Kind+small.String()] = true
				t.Errorf("%s (seed %d)\n%s %s\n%s%s\n", f.Kind, seed,
					last.Request.Method, last.Request.Path, small, last.Detail)
			}
		}
		if alone {
			t.Logf("seed %d\n%s", seed, tree)
			break
		}
	}
	t.Logf("%d requests from seed %d on, %.0f a second; failures: %s", requests, first,
		float64(requests)/time.Since(began).Seconds(), fmt.Sprint(known))
}

// maxShrinks is how many failures of one kind are made smaller, and shown where
// they do not end in the same tree.
const maxShrinks = 6

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

// shrink makes a tree smaller while the request fails in the same way.
func (t Tester) shrink(tree Tree, f Failure) (Tree, Failure) {
	last := f
	for again := true; again; {
		again = false
		for _, smaller := range tree.Smaller() {
			for _, g := range t.Again(smaller, f.Request) {
				if g.Kind == f.Kind && !again {
					tree, last, again = smaller, g, true
				}
			}
			if again {
				break
			}
		}
	}
	return tree, last
}
