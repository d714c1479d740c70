//go:build linux

package bench

import "testing"

// BenchmarkParse parses the texts of 1,000 programs with 1,000 stats each, and
// adds up what has the same name: a million lines. "aggregator" is the whole way:
// it reads them from 1,000 pipes, keeps account of their growth and answers in
// JSON, and so has no peer.
func BenchmarkParse(b *testing.B) {
	list := names(linesPerText)
	framed := framedText(list)
	b.Run("pipestatic wire", func(b *testing.B) {
		parseMillion(b, func() int64 { return parseWire(b, framed) })
	})
	b.Run("bytes and map", func(b *testing.B) {
		plain := plainText(list, ": ")
		parseMillion(b, func() int64 { return parseBytes(plain) })
	})
	b.Run("bufio.Scanner and map", func(b *testing.B) {
		plain := plainText(list, ": ")
		parseMillion(b, func() int64 { return parseScanner(plain) })
	})
	b.Run("textparse", func(b *testing.B) {
		plain := plainText(list, " ")
		parseMillion(b, func() int64 { return parseTextparse(b, plain) })
	})
	b.Run("expfmt", func(b *testing.B) {
		plain := plainText(list, " ")
		parseMillion(b, func() int64 { return parseExpfmt(b, plain) })
	})
	h := startHost(b, texts, linesPerText)
	b.Run("pipestatic aggregator/million lines", h.aggregate)
}

// parseMillion checks the sum of all values.
func parseMillion(b *testing.B, sum func() int64) {
	var want int64
	for i := range linesPerText {
		want += texts * int64(value(i))
	}
	b.Run("million lines", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if got := sum(); got != want {
				b.Fatalf("the sum is %d, want %d", got, want)
			}
		}
	})
}
