package wire

import (
	"strings"
	"testing"
)

// What is written is one line, unlike what any other name is written as, and the
// name comes back out of it. So does a label's value.
func FuzzEscape(f *testing.F) {
	for _, pieces := range hostile {
		f.Add(pieces, pieces+" ")
	}
	f.Add("", `""`)
	f.Add(`a"`, `"a"`)
	f.Add("\xff", `"\xff"`)
	f.Add(`\n`, "\n")
	f.Fuzz(func(t *testing.T, name, other string) {
		written := Written(name)
		if got := string(AppendName([]byte("x"), name)); got != "x"+written {
			t.Errorf("appended it is %q, not %q", got, written)
		}
		if got, err := Original(written); got != name || err != nil {
			t.Errorf("%q comes back as %q, %v", name, got, err)
		}
		if (written == Written(other)) != (name == other) {
			t.Errorf("%q and %q are both written %q", name, other, written)
		}
		if !printable(written) || strings.HasPrefix(written, Reserved) || written == "" {
			t.Errorf("%q is written %q", name, written)
		}
		escaped := EscapeLabel(name)
		if got := UnescapeLabel(escaped); got != name || strings.Contains(escaped, "\n") {
			t.Errorf("%q is escaped as %q, which is %q", name, escaped, got)
		}
	})
}
