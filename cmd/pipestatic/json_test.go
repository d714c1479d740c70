package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
)

func TestJSONIsPrintable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := writeJSON(&b, "\x1b[31m \u009b \x7f \u202e \U000e0041 \u2028 <größer>"); err != nil {
		t.Fatal(err)
	}
	const want = `"\u001b[31m \u009b \u007f \u202e \udb40\udc41 \u2028 <größer>"` + "\n"
	if got := b.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// obeyed returns what is left in a text that a terminal would obey.
func obeyed(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}
