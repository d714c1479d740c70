package stats_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// A model is a registry as it is described, not as it is built: a map of
// numbers, and a map of samples.
type model struct {
	numbers map[string]float64
	samples map[string][]float64
}

// lines are the lines that the model expects, but for the framing. A stat and a
// line of a histogram that have the same name add up.
func (m model) lines() map[string]float64 {
	lines := maps.Clone(m.numbers)
	for name, samples := range m.samples {
		for _, x := range samples {
			lines[name+"_count"]++
			lines[name+"_sum"] += x
			lines[fmt.Sprintf("%s_bucket{range=%q}", name, []string{"0.4..0.5", "0.8..1"}[int(x)])]++
		}
	}
	return lines
}

// shown are the lines of a snapshot, but for the framing.
func shown(t *testing.T, r *stats.Registry) map[string]float64 {
	t.Helper()
	lines := map[string]float64{}
	for line := range strings.Lines(text(t, r)) {
		if strings.HasPrefix(line, "pipestatic_") {
			continue
		}
		colon := strings.LastIndex(line, ": ")
		if _, twice := lines[line[:colon]]; twice {
			t.Errorf("two lines of %s", line[:colon])
		}
		var x float64
		if _, err := fmt.Sscan(line[colon+2:], &x); err != nil {
			t.Fatal(err)
		}
		lines[line[:colon]] = x
	}
	return lines
}

// Any sequence of updates, deletions and snapshots, by name, by old handles and
// by new ones, shows what the description says: names that come, go and come
// back, and names that are stat, histogram and line of a histogram at once.
func TestAnySequenceOfUpdates(t *testing.T) {
	names := []string{"a", "a_count", "b", "h", "h_sum", `h_bucket{range="0.4..0.5"}`, "z"}
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 0))
		r := stats.New(stats.Options{})
		m := model{map[string]float64{}, map[string][]float64{}}
		held := map[string]*stats.Stat{}
		for range 60 {
			name := names[random.IntN(len(names))]
			handle := held[name]
			if handle == nil || random.IntN(2) == 0 {
				handle = r.Stat(name)
				held[name] = handle
			}
			switch random.IntN(7) {
			case 0, 1:
				handle.Add(3)
				m.numbers[name] += 3
			case 2:
				handle.AddFloat(0.5)
				m.numbers[name] += 0.5
			case 3:
				handle.Set(7)
				m.numbers[name] = 7
			case 4:
				name, _, _ = strings.Cut(name, "{")
				x := []float64{0.5, 1}[random.IntN(2)]
				r.Histogram(name).Observe(x)
				m.samples[name] = append(m.samples[name], x)
			case 5:
				r.Delete(name)
				delete(m.numbers, name)
				delete(m.samples, name)
			case 6:
				if got, want := shown(t, r), m.lines(); !maps.Equal(got, want) {
					t.Fatalf("seed %d: got\n%v\nwant\n%v", seed, got, want)
				}
			}
		}
	}
}
