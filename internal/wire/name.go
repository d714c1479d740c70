package wire

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reserved begins the names that are ours. A user's name that begins so is
// written quoted.
const Reserved = "pipestatic_"

// AppendName appends name as it stands on the pipe: as it is, or as a Go string
// literal where it would not survive as it is. Those are names that are empty,
// hold a control character, a line or paragraph separator, a bidirectional
// control or invalid UTF-8, begin or end with space, begin with a double quote,
// or begin with "pipestatic_". strconv.Unquote gives back the name.
func AppendName(b []byte, name string) []byte {
	if survives(name) {
		return append(b, name...)
	}
	return strconv.AppendQuote(b, name)
}

// Written returns name as [AppendName] writes it, without a copy where it
// stands as it is.
func Written(name string) string {
	if survives(name) {
		return name
	}
	return strconv.Quote(name)
}

func survives(name string) bool {
	if name == "" || name[0] == '"' || strings.HasPrefix(name, Reserved) {
		return false
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= utf8.RuneSelf {
			return survivesUnicode(name)
		} else if c < ' ' || c == 0x7f {
			return false
		}
	}
	return name[0] != ' ' && name[len(name)-1] != ' '
}

func survivesUnicode(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	return printable(name) && !unicode.IsSpace(first) && !unicode.IsSpace(last)
}

func printable(s string) bool {
	return strings.IndexFunc(s, breaksLine) < 0 && utf8.ValidString(s)
}

// breaksLine reports whether r can make one line look like another: in a
// terminal, in a program that splits at Unicode's line breaks, or to the eye.
func breaksLine(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7f
	}
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

// labelEscaper is the escaping of label values in Prometheus's text format 0.0.4.
var labelEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// EscapeLabel escapes a label value as Prometheus's text format does.
func EscapeLabel(value string) string { return labelEscaper.Replace(value) }

var labelUnescaper = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n")

// UnescapeLabel is the reverse of [EscapeLabel].
func UnescapeLabel(escaped string) string { return labelUnescaper.Replace(escaped) }

// SplitName takes a name apart at its labels: SplitName(`a{b="c"}`) is "a" and
// `b="c"`. A name without labels has none, and is its own family.
func SplitName(name string) (family, labels string) {
	if i := strings.IndexByte(name, '{'); i >= 0 && strings.HasSuffix(name, "}") {
		return name[:i], name[i+1 : len(name)-1]
	}
	return name, ""
}

// JoinName is the reverse of [SplitName].
func JoinName(family, labels string) string {
	if labels == "" {
		return family
	}
	return family + "{" + labels + "}"
}
