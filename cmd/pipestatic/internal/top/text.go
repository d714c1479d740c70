package top

import (
	"strings"
	"unicode"
)

// wide are the runes that take two columns: East Asian Wide and Fullwidth of
// UAX 11, with whole blocks instead of every gap, and emoji. Terminals do not
// agree on all of them: see Row.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1},
		{Lo: 0x231a, Hi: 0x231b, Stride: 1},
		{Lo: 0x23e9, Hi: 0x23ec, Stride: 1},
		{Lo: 0x26a1, Hi: 0x26a1, Stride: 1},
		{Lo: 0x2705, Hi: 0x2705, Stride: 1},
		{Lo: 0x2728, Hi: 0x2728, Stride: 1},
		{Lo: 0x274c, Hi: 0x274c, Stride: 1},
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe10, Hi: 0xfe19, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x16fe0, Hi: 0x18aff, Stride: 1},
		{Lo: 0x1b000, Hi: 0x1b2ff, Stride: 1},
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1},
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1},
		{Lo: 0x1f900, Hi: 0x1faff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

func widthOf(r rune) int {
	if unicode.Is(wide, r) {
		return 2
	}
	return 1
}

// columns is how wide a printable text is.
func columns(text string) (n int) {
	for _, r := range text {
		n += widthOf(r)
	}
	return n
}

// cut makes a printable text fit, with a tilde where something is missing.
func cut(text string, width int) string {
	if columns(text) <= width {
		return text
	}
	n := 0
	for i, r := range text {
		if n += widthOf(r); n > width-1 {
			return text[:i] + strings.Repeat("~", min(width, 1))
		}
	}
	return text
}

// left and right fill a printable text up, and make it fit.
func left(text string, width int) string {
	text = cut(text, width)
	return text + strings.Repeat(" ", width-columns(text))
}

func right(text string, width int) string {
	text = cut(text, width)
	return strings.Repeat(" ", width-columns(text)) + text
}
