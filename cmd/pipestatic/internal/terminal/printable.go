package terminal

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns s without anything that a terminal could obey: anybody may
// put a name into the directory, and a name may be any bytes. What is not a
// visible character of its own becomes what a Go string literal has for it.
func Printable(s string) string {
	if !strings.ContainsFunc(s, Hidden) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case Hidden(r):
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}

// Hidden reports whether a character controls what is shown: control characters,
// those that change the direction of a text or take no room, and marks that join
// the one before.
func Hidden(r rune) bool { return !unicode.IsPrint(r) || unicode.Is(unicode.M, r) }
