package pipedir

import (
	"math"
	"strings"
	"testing"
)

func TestFileNames(t *testing.T) {
	tests := []struct {
		pid, n int
		want   string
	}{
		{4711, 1, "4711.stats"},
		{4711, 2, "4711-2.stats"},
		{4711, 1000, "4711-1000.stats"},
		{1, 1, "1.stats"},
		{math.MaxInt32, math.MaxInt32, "2147483647-2147483647.stats"},
	}
	for _, tt := range tests {
		got := FileName(tt.pid, tt.n)
		if got != tt.want {
			t.Errorf("FileName(%d, %d) is %s, want %s", tt.pid, tt.n, got, tt.want)
		}
		if pid, ok := ParseName(got); !ok || pid != tt.pid {
			t.Errorf("ParseName(%s) is %d, %v", got, pid, ok)
		}
	}
}

func TestTempNames(t *testing.T) {
	if got := TempName(4711, "k3x"); got != ".4711-k3x.stats" {
		t.Error(got)
	}
	for _, unique := range []string{"k3x", "2", "", "a-b", ".stats"} {
		name := TempName(4711, unique)
		if pid, ok := parseTemp(name); !ok || pid != 4711 {
			t.Errorf("parseTemp(%s) is %d, %v", name, pid, ok)
		}
		if _, ok := ParseName(name); ok {
			t.Errorf("readers take %s for a pipe", name)
		}
	}
	for _, name := range []string{
		"", ".", ".stats", ".4711.stats", "4711-2.stats", "4711-k3x.stats", ".4711-k3x",
		".0-a.stats", ".04711-a.stats", ".-1-a.stats", ".x-a.stats", "..4711-a.stats",
		".2147483648-a.stats",
	} {
		if _, ok := parseTemp(name); ok {
			t.Errorf("%q is taken for a name of TempName", name)
		}
	}
}

func TestNamesOfOthers(t *testing.T) {
	for _, name := range []string{
		"", "stats", ".stats", "4711", "4711.stat", "4711.stats.bak", "4711.STATS",
		"x.stats", "4711x.stats", " 4711.stats", "4711 .stats", "0x10.stats", "4_711.stats",
		"1e3.stats", "0.stats", "01.stats", "-1.stats", "+1.stats", "--1.stats",
		"4711-.stats", "4711-0.stats", "4711-1.stats", "4711-02.stats", "4711--2.stats",
		"4711-+2.stats", "4711-2-3.stats", "4711-x.stats", "-2.stats", "0-2.stats",
		"2147483648.stats", "4711-2147483648.stats", "9223372036854775808.stats",
		strings.Repeat("9", 300) + ".stats",
		"4711.stats\n", "\n4711.stats", "4711\x00.stats", "./4711.stats", "٤.stats",
	} {
		if pid, ok := ParseName(name); ok {
			t.Errorf("ParseName(%q) is %d", name, pid)
		}
	}
}

// A name that is taken for a pipe's is one that FileName makes, and no other
// spelling of it is.
func FuzzParseName(f *testing.F) {
	for _, name := range []string{
		"4711.stats", "4711-2.stats", "4711-1.stats", "01.stats", "+1.stats", "2147483648.stats",
		".4711-2.stats", ".stats", "-.stats", "1-2-3.stats",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		pid, ok := ParseName(name)
		if _, temp := parseTemp(name); temp && (ok || name[0] != '.') {
			t.Errorf("%q is a temporary name, and a pipe's: %v", name, ok)
		}
		if !ok {
			return
		}
		n := 1
		if _, number, numbered := strings.Cut(strings.TrimSuffix(name, suffix), "-"); numbered {
			n, _ = positive(number)
		}
		if pid < 1 || FileName(pid, n) != name {
			t.Errorf("%q is taken for %s", name, FileName(pid, n))
		}
	})
}
