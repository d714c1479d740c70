package wire

import "testing"

func TestHistogramNames(t *testing.T) {
	bin := Bin(0.006)
	tests := []struct{ name, count, sum, bin string }{
		{`jobs`, `jobs_count`, `jobs_sum`, `jobs_bucket{range="0.005..0.0063"}`},
		{`jobs{}`, `jobs_count`, `jobs_sum`, `jobs_bucket{range="0.005..0.0063"}`},
		{
			`jobs{queue="a"}`, `jobs_count{queue="a"}`, `jobs_sum{queue="a"}`,
			`jobs_bucket{queue="a",range="0.005..0.0063"}`,
		},
		{
			`jobs{a="1",b="\""}`, `jobs_count{a="1",b="\""}`, `jobs_sum{a="1",b="\""}`,
			`jobs_bucket{a="1",b="\"",range="0.005..0.0063"}`,
		},
		{``, `_count`, `_sum`, `_bucket{range="0.005..0.0063"}`},
		{`a `, `a _count`, `a _sum`, `a _bucket{range="0.005..0.0063"}`},
		{
			"two\nlines", `"two\nlines_count"`, `"two\nlines_sum"`,
			`"two\nlines_bucket{range=\"0.005..0.0063\"}"`,
		},
		{
			" a{b=\"c\"}", `" a_count{b=\"c\"}"`, `" a_sum{b=\"c\"}"`,
			`" a_bucket{b=\"c\",range=\"0.005..0.0063\"}"`,
		},
		{
			`pipestatic_x`, `"pipestatic_x_count"`, `"pipestatic_x_sum"`,
			`"pipestatic_x_bucket{range=\"0.005..0.0063\"}"`,
		},
		{
			`pipestatic`, `"pipestatic_count"`, `"pipestatic_sum"`,
			`"pipestatic_bucket{range=\"0.005..0.0063\"}"`,
		},
		{`"`, `"\"_count"`, `"\"_sum"`, `"\"_bucket{range=\"0.005..0.0063\"}"`},
		{"\xff", `"\xff_count"`, `"\xff_sum"`, `"\xff_bucket{range=\"0.005..0.0063\"}"`},
	}
	for _, tt := range tests {
		h := NewHistogramNames(tt.name)
		if h.Count != tt.count || h.Sum != tt.sum {
			t.Errorf("%q: got %s and %s, want %s and %s", tt.name, h.Count, h.Sum, tt.count, tt.sum)
		}
		if got := string(h.AppendBin([]byte("x"), bin)); got != "x"+tt.bin {
			t.Errorf("%q: got %s, want x%s", tt.name, got, tt.bin)
		}
	}
}

// All bins of a name are written alike, and as AppendName would write them.
func TestBinNamesAreNames(t *testing.T) {
	for _, name := range []string{`a`, `a{b="c"}`, "a\n", "\u00a0", `pipestatic`} {
		h := NewHistogramNames(name)
		family, labels := SplitName(name)
		if labels != "" {
			labels += ","
		}
		for bin := range NumBins {
			want := Written(JoinName(family+"_bucket", labels+`range="`+BinRange(bin)+`"`))
			got := string(h.AppendBin(nil, bin))
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if got[:len(h.Head())] != h.Head() {
				t.Errorf("%s does not begin with %s", got, h.Head())
			}
		}
	}
}

func TestABinsNameIsReadBack(t *testing.T) {
	for _, name := range []string{
		"d", `d{a="b"}`, `d{range="0..1"}`, `d{a="x,range=\"0..1\""}`, "", " d", "d\n",
		"pipestatic_d", "_bucket", `"quoted`, "\xff",
	} {
		h := NewHistogramNames(name)
		for want := range NumBins {
			got, bin, ok := ParseBin(string(h.AppendBin(nil, want)))
			if got != Written(name) || bin != want || !ok {
				t.Errorf("%q, bin %d: got %s, %d, %t", name, want, got, bin, ok)
			}
		}
	}
}

func TestWhatIsNoBin(t *testing.T) {
	for _, name := range []string{
		"", "d", "d_bucket", "d_bucket{}", `d{range="0..1e-9"}`, `d_bucket{range="0..2"}`,
		`d_bucket{range=""}`, `d_bucket{range="0..1e-9}`, `d_bucket{arange="0..1e-9"}`,
		`d_bucket{a="1"range="0..1e-9"}`, `d_bucket{range="0..1e-9",a="1"}`,
		`"d_bucket{range=\"0..1e-9\"}`,
	} {
		if got, bin, ok := ParseBin(name); ok {
			t.Errorf("%s: got %s, %d", name, got, bin)
		}
	}
}
