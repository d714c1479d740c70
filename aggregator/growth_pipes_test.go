//go:build unix

package aggregator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// frameOf is a frame of a program that began to count in that year.
func frameOf(start string, stats ...string) pipetest.Answer {
	return pipetest.Text(strings.Replace(pipetest.Frame("web", stats...), "1790000000.5", start, 1))
}

const thisCentury, nextCentury = "1000000000.5", "4200000000.5"

// Two readings through pipes: an older program, a younger one that leaves, and
// one that is slow the first time.
func TestGrowthThroughPipes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.InTurn(
		frameOf(thisCentury, "a: 100"), frameOf(thisCentury, "a: 101")))
	leaves := pipetest.Serve(t, dir, nobodys(1), pipetest.Ours, frameOf(nextCentury, "a: 10"))
	release := make(chan struct{})
	pipetest.Serve(t, dir, live(3), pipetest.Ours, pipetest.InTurn(
		pipetest.Slow("", release), frameOf(thisCentury, "a: 1000")))
	pipetest.Serve(t, dir, nobodys(2), pipetest.Foreign, pipetest.Text("a: 10000\n"))

	h := reader(dir, 3*brief)
	growth := func(r *reading) string {
		var body struct {
			Since  float64
			Growth json.RawMessage
		}
		if err := json.Unmarshal(rootJSON(r, query{}), &body); err != nil {
			t.Fatal(err)
		}
		if ago := seconds(time.Now()) - body.Since; ago < 0 || ago > 3600 {
			t.Errorf("it began %v s ago", ago)
		}
		return string(body.Growth)
	}
	if got := growth(read(t, h)); got != `{"a": 10}` {
		t.Errorf("first: got %s", got)
	}
	leaves.Stop()
	close(release)
	h.timeout = 10 * time.Second
	r := read(t, h)
	expectStats(t, r, fmt.Sprintf(`{"a": %d}`, 101+1000+10000))
	if got := growth(r); got != `{"a": 11}` {
		t.Errorf("second: got %s", got)
	}
}
