package terminal

import "testing"

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain {a=\"b c\"} größer 日本": "plain {a=\"b c\"} größer 日本",
		"\x1b[31mred\x07":             `\x1b[31mred\a`,
		"\x9b31m \xff":                `\x9b31m \xff`,
		"\u009b31m":                   `\u009b31m`,
		"a\tb\r\nc\x00\x7f":           `a\tb\r\nc\x00\x7f`,
		"gnp.\u202eexe":               `gnp.\u202eexe`,
		"no\u200bbreak\u00a0":         `no\u200bbreak\u00a0`,
		"\U000e0041":                  `\U000e0041`,
		"\ufffd":                      "\ufffd",
		"e\u0301":                     `e\u0301`,
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
