package stats_test

import (
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
	"github.com/pipestatic/pipestatic/stats"
)

// Whatever the values of labels are, they come back out of the name, each under
// its key, and the family without them.
func FuzzName(f *testing.F) {
	f.Add("jobs_total", "queue", "mail", "host", "a")
	f.Add("", "", "", "", "")
	f.Add("d", "le", `0.5",x="1`, "range", `1..1.25`)
	f.Add("d_bucket", "a", `\`, "range", "0..1e-9")
	f.Add("x", "path", `C:\x "y"`+"\n", "b", "}: 1\npipestatic_bins: 0")
	f.Add(" {", "a b", "\xff\u2028", "c", `\n\\"`)
	f.Fuzz(func(t *testing.T, family, key, value, other, otherValue string) {
		name := stats.Name(family, key, value, other, otherValue)
		text, labelled := strings.CutPrefix(name, family+"{")
		text, closed := strings.CutSuffix(text, "}")
		if !labelled || !closed {
			t.Fatalf("the name is %q", name)
		}
		for _, l := range []struct{ key, value string }{{key, value}, {other, otherValue}} {
			var got string
			got, text = cutLabel(t, text, l.key)
			if got != l.value {
				t.Errorf("%s is %q, want %q in %q", l.key, got, l.value, name)
			}
		}
		if text != "" {
			t.Errorf("%q is left of %q", text, name)
		}
		got, _ := wire.SplitName(name)
		if want, _, _ := strings.Cut(family, "{"); got != want {
			t.Errorf("the family of %q is %q, want %q", name, got, want)
		}
	})
}

// cutLabel takes a label off the way that a scraper does: its value ends at the
// first quote without a backslash in front of it.
func cutLabel(t *testing.T, text, key string) (value, rest string) {
	t.Helper()
	text, ok := strings.CutPrefix(text, key+`="`)
	if !ok {
		t.Fatalf("%q does not begin with the label %q", text, key)
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return wire.UnescapeLabel(text[:i]), strings.TrimPrefix(text[i+1:], ",")
		}
	}
	t.Fatalf("%q has no end", text)
	return "", ""
}
