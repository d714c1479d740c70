//go:build unix

package e2e

import (
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/stats"
)

// A program that lingers is replaced by its successor, and what it counted after
// the last reading but one is not lost.
func TestGracefulRestartLosesNothing(t *testing.T) {
	dir := t.TempDir()
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	serving := func(linger time.Duration) *stats.Registry {
		r := stats.New(stats.Options{Dir: dir, Program: "shop", Linger: linger})
		if err := r.Open(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	old := serving(time.Minute)
	old.Stat("signups").Add(5)
	ask(t, h, "/")
	old.Stat("signups").Add(3)
	closed := make(chan error, 1)
	go func() { closed <- old.Close() }()
	next := serving(0)
	next.Stat("signups").Add(2)
	var err error
	eventually(t, 30*time.Second, "the old one has been read", func() bool {
		ask(t, h, "/")
		select {
		case err = <-closed:
			return true
		default:
			return false
		}
	})
	if err != nil {
		t.Error(err)
	}
	if a := ask(t, h, "/"); a.Growth["signups"] != 10 || a.Stats["signups"] != 2 {
		t.Errorf("growth %v, want 10; now %v, want 2", a.Growth["signups"], a.Stats["signups"])
	}
}
