package wire

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestRanges(t *testing.T) {
	tests := []struct {
		x    float64
		want string
	}{
		{math.Inf(-1), "..0"},
		{-1, "..0"},
		{-5e-324, "..0"},
		{math.Copysign(0, -1), "..0"},
		{0, "..0"},
		{5e-324, "0..1e-9"},
		{1e-9, "0..1e-9"},
		{1.1e-9, "1e-9..1.25e-9"},
		{9e-7, "8e-7..0.000001"},
		{1.1e-6, "0.000001..0.00000125"},
		{0.006, "0.005..0.0063"},
		{0.005, "0.004..0.005"},
		{0.0063, "0.005..0.0063"},
		{0.035, "0.0315..0.04"},
		{0.9, "0.8..1"},
		{1, "0.8..1"},
		{math.Nextafter(1, 2), "1..1.25"},
		{2.75, "2.5..3.15"},
		{10, "8..10"},
		{1e6, "800000..1000000"},
		{1e15, "800000000000000..1e+15"},
		{math.Nextafter(1e15, 1e16), "1e+15.."},
		{math.MaxFloat64, "1e+15.."},
		{math.Inf(1), "1e+15.."},
		{math.NaN(), "1e+15.."},
	}
	for _, tt := range tests {
		if got := BinRange(Bin(tt.x)); got != tt.want {
			t.Errorf("%g is in %s, want %s", tt.x, got, tt.want)
		}
	}
}

func TestUpper(t *testing.T) {
	for bin := range NumBins {
		if got := Bin(Upper(bin)); got != bin {
			t.Errorf("the upper bound of %s is in %s", BinRange(bin), BinRange(got))
		}
	}
	got := [...]float64{Upper(0), Upper(1), Upper(NumBins - 2), Upper(NumBins - 1)}
	if want := [...]float64{0, 1e-9, 1e15, math.Inf(1)}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// An edge is the number that a person would write, so that other bounds meet it
// exactly: 2.5e-2 is 0.025.
func TestEdgesAreDecimal(t *testing.T) {
	digits := []string{"1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8"}
	bin := 1
	for exponent := -9; exponent < 15; exponent++ {
		for _, d := range digits {
			want, _ := strconv.ParseFloat(d+"e"+strconv.Itoa(exponent), 64)
			if Upper(bin) != want {
				t.Errorf("bin %d ends at %g, want %g", bin, Upper(bin), want)
			}
			bin++
		}
	}
	if bin != NumBins-2 {
		t.Errorf("%d bins", bin)
	}
}

func TestPrometheusBoundsAreEdges(t *testing.T) {
	for _, bound := range []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10} {
		if got := Upper(Bin(bound)); got != bound {
			t.Errorf("%g is no edge, but %g is", bound, got)
		}
	}
}

func TestBinsAreNarrow(t *testing.T) {
	const widest = 1.28 + 1e-12
	for bin := 2; bin < NumBins-1; bin++ {
		if width := Upper(bin) / Upper(bin-1); width > widest {
			t.Errorf("%s is wider than 28 %%: %g", BinRange(bin), width)
		}
	}
}

func TestBinIsALinearSearch(t *testing.T) {
	check := func(x float64) {
		if got, want := Bin(x), searched(x); got != want {
			t.Fatalf("%v is in %s, want %s", x, BinRange(got), BinRange(want))
		}
	}
	for bin := range NumBins {
		edge := Upper(bin)
		check(edge)
		check(math.Nextafter(edge, math.Inf(1)))
		check(math.Nextafter(edge, math.Inf(-1)))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		if x := math.Float64frombits(random.Uint64()); !math.IsNaN(x) {
			check(x)
		}
		check(math.Pow(10, 26*random.Float64()-10)) // where the bins are
	}
}

func searched(x float64) int {
	bin := 0
	for x > Upper(bin) {
		bin++
	}
	return bin
}
