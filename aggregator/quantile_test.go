package aggregator

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// binned is the snapshot of a histogram that these samples fell into.
func binned(name string, samples ...float64) wire.Snapshot {
	var counts [wire.NumBins]int64
	for _, x := range samples {
		counts[wire.Bin(x)]++
	}
	var s wire.Snapshot
	h := wire.NewHistogramNames(name)
	for i, n := range counts {
		if n > 0 {
			s.Bins = append(s.Bins, wire.Line{Name: h.AppendBin(nil, i), Value: wire.Int(n)})
		}
	}
	return s
}

// quantiles is that field of the root's answer.
func quantiles(t *testing.T, raw string, snapshots ...wire.Snapshot) string {
	t.Helper()
	_, r := summed(t, snapshots...)
	total := r.newSums()
	for _, p := range r.processes {
		total.add(p)
	}
	q, err := parseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return string(appendQuantiles(nil, r.distributions(total, q)))
}

func TestQuantiles(t *testing.T) {
	liar := binned("d", 1, 2)
	liar.Bins[0].Value, liar.Bins[1].Value = wire.Int(-7), wire.Float(math.NaN())
	strange := wire.Snapshot{Bins: counting("d_bucket", wire.Int(1)).Counters}
	for _, test := range []struct {
		name, query string
		a, b        wire.Snapshot
		want        string
	}{
		{"one sample is its bin's end", "", binned("d", 0.0012), wire.Snapshot{},
			`{"d": {"p50": 0.00125, "p90": 0.00125, "p99": 0.00125, "p999": 0.00125}}`},
		{"the bins of two", "", binned("d", 0.9, 0.9, 0.9, 0.9), binned("d", 4.5, 4.5, 4.5, 4.5),
			`{"d": {"p50": 1, "p90": 5, "p99": 5, "p999": 5}}`},
		{"within a bin", "", binned("d", 4.1, 4.2, 4.3, 4.4), wire.Snapshot{},
			`{"d": {"p50": 4.5, "p90": 5, "p99": 5, "p999": 5}}`},
		{"zero and below", "", binned("d", 0, -5), wire.Snapshot{},
			`{"d": {"p50": 0, "p90": 0, "p99": 0, "p999": 0}}`},
		{"next to nothing", "", binned("d", 1e-12, 1e-12), wire.Snapshot{},
			`{"d": {"p50": 0.0000000005, "p90": 0.000000001, "p99": 0.000000001, "p999": 0.000000001}}`},
		{"above all edges", "", binned("d", 1, 1e300), wire.Snapshot{},
			`{"d": {"p50": 1, "p90": 1000000000000000, "p99": 1000000000000000, ` +
				`"p999": 1000000000000000}}`},
		{"labels", "", binned(`d{route="/a"}`, 1), binned(`d{route="/b"}`, 2),
			`{"d{route=\"/a\"}": {"p50": 1, "p90": 1, "p99": 1, "p999": 1}, ` +
				`"d{route=\"/b\"}": {"p50": 2, "p90": 2, "p99": 2, "p999": 2}}`},
		{"as written", "", binned(" d", 1), wire.Snapshot{},
			`{"\" d\"": {"p50": 1, "p90": 1, "p99": 1, "p999": 1}}`},
		{"asked for by name", "match=e*", binned("d", 1), binned("e", 1),
			`{"e": {"p50": 1, "p90": 1, "p99": 1, "p999": 1}}`},
		{"numbers that are none", "", liar, wire.Snapshot{},
			`{"d": {"p50": null, "p90": null, "p99": null, "p999": null}}`},
		{"a bin that is none", "", strange, wire.Snapshot{}, `{}`},
		{"a counter of that name", "", wire.Snapshot{Counters: binned("d", 1).Bins}, wire.Snapshot{},
			`{}`},
	} {
		if got := quantiles(t, test.query, test.a, test.b); got != test.want {
			t.Errorf("%s:\n%s, want\n%s", test.name, got, test.want)
		}
	}
}

// The answer lies in the bin of the exact quantile, whatever the distribution
// and over however many processes: it is wrong by 28 % at the most.
func TestQuantilesAreWithinTheirBin(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, sample := range map[string]func() float64{
		"uniform":     random.Float64,
		"exponential": random.ExpFloat64,
		"log-normal":  func() float64 { return math.Exp(3 * random.NormFloat64()) },
		"two peaks":   func() float64 { return []float64{0.002, 7}[random.IntN(2)] },
		"constant":    func() float64 { return 0.25 },
		"all scales":  func() float64 { return math.Pow(10, 23*random.Float64()-8.9) },
	} {
		for _, processes := range []int{1, 7, 100} {
			var all []float64
			var sum wire.Distribution
			for range processes {
				for range 1 + random.IntN(200) {
					x := sample()
					all = append(all, x)
					sum[wire.Bin(x)]++
				}
			}
			slices.Sort(all)
			for _, q := range []float64{500, 900, 990, 999} {
				exact := all[int(math.Ceil(q*float64(len(all))/1000))-1]
				got := threeDigits(sum.Quantile(q))
				i, off := wire.Bin(exact), math.Abs(got-exact)/exact
				if got < wire.Upper(i-1) || got > wire.Upper(i) || off > 0.28 {
					t.Errorf("%s, %d processes, %v: got %v, exact is %v", name, processes, q, got, exact)
				}
			}
		}
	}
}

// The bound on the error is the widest bin.
func TestTheWidestBin(t *testing.T) {
	widest := 0.0
	for i := 2; i < wire.NumBins-1; i++ {
		widest = max(widest, wire.Upper(i)/wire.Upper(i-1)-1)
	}
	if got := fmt.Sprintf("%.4f", widest); got != "0.2800" {
		t.Errorf("it is %s wide", got)
	}
}
