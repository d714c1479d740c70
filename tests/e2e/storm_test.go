//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/cat"
)

// stormTime is how long each storm lasts: PIPESTATIC_STORM, or a second.
func stormTime(t *testing.T) time.Duration {
	d, err := time.ParseDuration(os.Getenv("PIPESTATIC_STORM"))
	if os.Getenv("PIPESTATIC_STORM") == "" {
		return time.Second
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Readers, each a process of its own in a tight loop, blocking like cat, never
// get a piece or two snapshots in one, and never hang. One alone is never sent
// away empty.
func TestStorm(t *testing.T) {
	for _, busy := range []int{0, 2} {
		for _, readers := range []int{1, 8, 32} {
			t.Run(fmt.Sprintf("busy=%d/readers=%d", busy, readers), func(t *testing.T) {
				p := start(t, t.TempDir(), "program", "300", fmt.Sprint(busy))
				path, before := p.line(), p.descriptors()
				most := 0
				total := storm(t, path, "131072", readers, func() { most = max(most, p.descriptors()) })
				t.Logf("%d whole, %d empty, %d torn, %d glued, %d hung; %d descriptors more; %s updates/s",
					total.Whole, total.Empty, total.Torn, total.Glued, total.Hung, most-before, p.end())
				if most-before > 200 {
					t.Errorf("%d descriptors more", most-before)
				}
				if total.Whole == 0 || total.Torn+total.Glued+total.Hung > 0 {
					t.Error("not all whole or empty")
				}
				if readers == 1 && total.Empty > 0 {
					t.Error("a reader alone got nothing")
				}
			})
		}
	}
}

// storm reads for stormTime and returns what all readers met. It calls look now
// and then.
func storm(t *testing.T, path, size string, readers int, look func()) (total cat.Counts) {
	t.Helper()
	var all []*process
	for range readers {
		all = append(all, start(t, "off", "reader", path, size))
	}
	for _, r := range all {
		if got := r.line(); got != "ready" {
			t.Fatal(got)
		}
	}
	for end := time.Now().Add(stormTime(t)); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		look()
	}
	for _, r := range all {
		r.Stdin.Close()
	}
	for _, r := range all {
		var met cat.Counts
		must(json.Unmarshal([]byte(r.end()), &met))
		total.Add(met)
	}
	return total
}

// A program keeps counting while it is read: how much of its speed is left is
// printed, not judged, on a machine that others use as well.
func TestSpeedWhileRead(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	speed := func(readers int) (updates float64) {
		p := start(t, t.TempDir(), "program", "300", "1")
		storm(t, p.line(), "131072", readers, func() {})
		_, err := fmt.Sscan(p.end(), &updates)
		must(err)
		return updates
	}
	unread := speed(0)
	for _, readers := range []int{1, 8} {
		read := speed(readers)
		t.Logf("%d readers: %.2f of the unread speed", readers, read/unread)
	}
}
