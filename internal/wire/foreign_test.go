package wire

import (
	"fmt"
	"strings"
	"testing"
)

// shownLines are the lines of a foreign pipe, as we would write them.
func shownLines(s *Snapshot) string {
	var all Section
	for _, l := range s.Foreign {
		all.Line(string(l.Name), l.Value)
	}
	return string(all.text)
}

func TestForeignPipes(t *testing.T) {
	tests := []struct {
		name, text, want string
		malformed        int
	}{
		{"nothing", "", "", 0},
		{"one line", "hits: 1\n", "hits: 1\n", 0},
		{"in their order", "b: 1\na: 2\n", "b: 1\na: 2\n", 0},
		{"last of equal names wins", "a: 1\nb: 2\na: 3\n", "a: 3\nb: 2\n", 0},
		{"python floats", "a: 0.250000\nb: 12345678.000000\n", "a: 0.25\nb: 12345678.0\n", 0},
		{"no numbers", "a: nan\nb: inf\nc: -inf\n", "a: NaN\nb: +Inf\nc: -Inf\n", 0},
		{"no number in C", "a: -nan\n", "a: NaN\n", 0},
		{"beyond int64", "a: 9223372036854775808\n", "a: 9223372036854776000.0\n", 0},
		{"colons in names", "a:b: 1\na: 2: 3\n:: 4\n", "a:b: 1\na: 2: 3\n:: 4\n", 0},
		{"spaces in names", " a : 1\n", " a : 1\n", 0},
		{"no name", ": 1\n", "\"\": 1\n", 0},
		{"cut last line", "a: 1\nb: 23", "a: 1\n", 1},
		{"cut only line", "a: 1", "", 1},
		{"empty lines", "\na: 1\n\n", "a: 1\n", 2},
		{"no stats", "# HELP a\na 1\na:1\na: x\na: 1 \n", "", 5},
		{"lines of Windows", "a: 1\r\nb: 2\n", "b: 2\n", 1},
		{"a malformed line wins nothing", "a: 1\na: ?\n", "a: 1\n", 1},
		{"controls in names", "a\x1bb: 1\n", `"a\x1bb": 1` + "\n", 0},
		{"invalid UTF-8 apart", "\xff: 1\n\xfe: 2\n\ufffd: 3\n", `"\xff": 1
"\xfe": 2
` + "\ufffd: 3\n", 0},
		{"equal after quoting", "\xff: 1\n\xff: 2\n", `"\xff": 2` + "\n", 0},
		{"looks quoted", "\xff: 1\n\"\\xff\": 2\n", `"\xff": 1
"\"\\xff\"": 2
`, 0},
		{"ours not at the start", "a pipestatic_b: 1\n", "a pipestatic_b: 1\n", 0},
		{"almost ours", "pipestatic: 1\npipes: 2\n", "pipestatic: 1\npipes: 2\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s Snapshot
			if err := s.Parse([]byte(tt.text)); err != nil || s.Framed {
				t.Fatalf("%v, framed %v", err, s.Framed)
			}
			if got := shownLines(&s); got != tt.want || s.Malformed != tt.malformed {
				t.Errorf("%d malformed, want %d; got\n%swant\n%s",
					s.Malformed, tt.malformed, got, tt.want)
			}
		})
	}
}

func TestForeignPipesWithOurFramingAreTorn(t *testing.T) {
	for line := range strings.Lines(emptyFrame) {
		wantTorn(t, "hits: 1\n"+line)
		wantTorn(t, "hits: 1\n"+line+"misses: 2\n")
		wantTorn(t, "hits: 1\n"+line[:len(line)-1])
	}
	wantTorn(t, "hits: 1\npipestatic_")
	wantTorn(t, "pipestatic_refused_total: 1\n")
}

// What repeats its names costs a look-up each, not a search.
func TestForeignPipeOfManyLines(t *testing.T) {
	const names = 5_000
	var b strings.Builder
	for i := range 3 * names {
		fmt.Fprintf(&b, "name_%d: %d\n", i%names, i)
	}
	var s Snapshot
	if err := s.Parse([]byte(b.String())); err != nil || len(s.Foreign) != names {
		t.Fatalf("%v, %d lines", err, len(s.Foreign))
	}
	for i, l := range s.Foreign {
		if l.Value != Int(int64(2*names+i)) {
			t.Fatalf("%s: %d", l.Name, l.Value.Int64())
		}
	}
}
