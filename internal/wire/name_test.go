package wire

import (
	"strconv"
	"testing"
)

func TestNamesAsWritten(t *testing.T) {
	tests := []struct{ name, want string }{
		// As they stand.
		{"hits", `hits`},
		{"a", `a`},
		{"two words", `two words`},
		{"colon: 1", `colon: 1`},
		{"ends with:", `ends with:`},
		{`say "hi"`, `say "hi"`},
		{`'single'`, `'single'`},
		{`back\slash`, `back\slash`},
		{"pipestatic", `pipestatic`},
		{"pipestaticx", `pipestaticx`},
		{"Pipestatic_x", `Pipestatic_x`},
		{"x_pipestatic_x", `x_pipestatic_x`},
		{"# HELP x", `# HELP x`},
		{"größe", `größe`},
		{"日本", `日本`},
		{"a\u00a0b", "a\u00a0b"},               // no-break space inside
		{"a\u3000b", "a\u3000b"},               // ideographic space inside
		{"a\u200bb", "a\u200bb"},               // zero width space breaks nothing
		{"a\u2027b\u202fb", "a\u2027b\u202fb"}, // the neighbours of the separators
		{"\ufffd", "\ufffd"},                   // a valid rune of its own
		{`a{b="c"}`, `a{b="c"}`},
		{`a{b="}: 1"}`, `a{b="}: 1"}`},

		// Quoted.
		{"", `""`},
		{" a", `" a"`},
		{"a ", `"a "`},
		{" ", `" "`},
		{"\u00a0a", `"\u00a0a"`},
		{"a\u00a0", `"a\u00a0"`},
		{"a\u2009", `"a\u2009"`},
		{"\u3000a", `"\u3000a"`},
		{`"`, `"\""`},
		{`"a"`, `"\"a\""`},
		{"pipestatic_", `"pipestatic_"`},
		{"pipestatic_gauges: 7", `"pipestatic_gauges: 7"`},
		{"a\nb", `"a\nb"`},
		{"a\n", `"a\n"`},
		{"\ta", `"\ta"`},
		{"a\r", `"a\r"`},
		{"a\vb\fb", `"a\vb\fb"`},
		{"\x00", `"\x00"`},
		{"a\x1bb", `"a\x1bb"`},
		{"a\x1fb", `"a\x1fb"`},
		{"a\x7fb", `"a\x7fb"`},
		{"a\u0080b", `"a\u0080b"`}, // the C1 controls
		{"a\u0085b", `"a\u0085b"`}, // next line
		{"a\u009fb", `"a\u009fb"`},
		{"a\u2028b", `"a\u2028b"`}, // line separator
		{"a\u2029b", `"a\u2029b"`}, // paragraph separator
		{"a\u061cb", `"a\u061cb"`}, // the bidirectional controls
		{"a\u200eb", `"a\u200eb"`},
		{"a\u200fb", `"a\u200fb"`},
		{"a\u202ab", `"a\u202ab"`},
		{"a\u202eb", `"a\u202eb"`},
		{"a\u2066b", `"a\u2066b"`},
		{"a\u2069b", `"a\u2069b"`},
		{"a\xff", `"a\xff"`},
		{"\xc3", `"\xc3"`},
		{"\xed\xa0\x80", `"\xed\xa0\x80"`}, // a surrogate
		{"ö\n\xff", `"ö\n\xff"`},
	}
	for _, tt := range tests {
		if got := string(AppendName([]byte("x"), tt.name)); got != "x"+tt.want {
			t.Errorf("AppendName(%q) is %s, want x%s", tt.name, got, tt.want)
		}
		if got := Written(tt.name); got != tt.want {
			t.Errorf("Written(%q) is %s, want %s", tt.name, got, tt.want)
		}
		if got := read(t, tt.want); got != tt.name {
			t.Errorf("%s reads back as %q", tt.want, got)
		}
	}
}

// read is how a reader gets a name back.
func read(t *testing.T, written string) string {
	t.Helper()
	if written == "" || written[0] != '"' {
		return written
	}
	name, err := strconv.Unquote(written)
	if err != nil {
		t.Errorf("%s is no Go string", written)
	}
	return name
}

func TestLabels(t *testing.T) {
	tests := []struct{ name, family, labels string }{
		{`a`, `a`, ``},
		{`a{b="c"}`, `a`, `b="c"`},
		{`a{b="c",d="e"}`, `a`, `b="c",d="e"`},
		{`a{b="{}"}`, `a`, `b="{}"`},
		{`{b="c"}`, ``, `b="c"`},
		{`a{`, `a{`, ``},
		{`a}`, `a}`, ``},
		{`a{b} `, `a{b} `, ``},
		{`}a{`, `}a{`, ``},
		{``, ``, ``},
	}
	for _, tt := range tests {
		family, labels := SplitName(tt.name)
		if family != tt.family || labels != tt.labels {
			t.Errorf("SplitName(%q) is %q, %q", tt.name, family, labels)
		}
		if got := JoinName(family, labels); got != tt.name {
			t.Errorf("JoinName(%q, %q) is %q", family, labels, got)
		}
	}
	if family, labels := SplitName("a{}"); JoinName(family, labels) != "a" {
		t.Error("no labels in braces are not no labels")
	}
}

func TestLabelValues(t *testing.T) {
	tests := []struct{ value, want string }{
		{`plain`, `plain`},
		{`say "hi"`, `say \"hi\"`},
		{"two\nlines", `two\nlines`},
		{`C:\new`, `C:\\new`},
		{`\n`, `\\n`},
		{"\\\n\"", `\\\n\"`},
	}
	for _, tt := range tests {
		got := EscapeLabel(tt.value)
		if got != tt.want {
			t.Errorf("EscapeLabel(%q) is %s, want %s", tt.value, got, tt.want)
		}
		if back := labelUnescaper.Replace(got); back != tt.value {
			t.Errorf("%s reads back as %q", got, back)
		}
	}
}
