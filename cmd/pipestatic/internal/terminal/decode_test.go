package terminal

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []Key
	}{
		{"q", []Key{'q'}},
		{"jk", []Key{'j', 'k'}},
		{"ä日", []Key{'ä', '日'}},
		{"\r\n\t\b\x7f", []Key{Enter, Enter, Tab, Backspace, Backspace}},
		{"\x1b[A\x1b[B\x1b[C\x1b[D", []Key{Up, Down, Right, Left}},
		{"\x1bOA\x1bOH\x1bOF", []Key{Up, Home, End}},
		{"\x1b[1;5A", []Key{Up}},
		{"\x1b[5~\x1b[6~\x1b[1~\x1b[4~", []Key{PageUp, PageDown, Home, End}},
		{"\x1b[Z", []Key{BackTab}},
		{"\x1bq", []Key{Escape, 'q'}},
		{"\x1b\x1b[A", []Key{Escape, Up}},
		{"\x1b[15~\x1b[200~x", []Key{'x'}}, // F5, and the beginning of a paste
		{"\xff\xfeq", []Key{'q'}},
		{"\x03", []Key{3}},
	} {
		var got []Key
		if rest := keys([]byte(tt.text), false, func(k Key) { got = append(got, k) }); len(rest) > 0 {
			t.Errorf("%q: left is %q", tt.text, rest)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %d, want %d", tt.text, got, tt.want)
		}
	}
}

// An escape is a key of its own when nothing follows, and what comes in pieces is
// one key.
func TestPieces(t *testing.T) {
	for _, tt := range []struct {
		pieces []string
		pause  time.Duration
		want   []Key
	}{
		{[]string{"\x1b"}, 0, []Key{Escape}},
		{[]string{"\x1b", "[", "A"}, patience / 2, []Key{Up}},
		{[]string{"\x1b", "[A"}, 2 * patience, []Key{Escape, '[', 'A'}},
		{[]string{"\xc3", "\xa4"}, patience / 2, []Key{'ä'}},
		{[]string{"\xc3", "q"}, 2 * patience, []Key{'q'}},
		{[]string{"\x1b[" + fmt.Sprintf("%040d", 0)}, 0, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			chunks := make(chan []byte)
			var got []Key
			done := make(chan struct{})
			go func() {
				decode(chunks, func(k Key) { got = append(got, k) })
				close(done)
			}()
			for _, piece := range tt.pieces {
				chunks <- []byte(piece)
				time.Sleep(tt.pause)
			}
			time.Sleep(2 * patience)
			close(chunks)
			<-done
			if tt.want != nil && !slices.Equal(got, tt.want) {
				t.Errorf("%q: got %d, want %d", tt.pieces, got, tt.want)
			}
		})
	}
}

func FuzzKeys(f *testing.F) {
	f.Add([]byte("\x1b[1;5A"), 3)
	f.Add([]byte("\xff\x1bOZ"), 1)
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		var whole, pieces []Key
		rest := keys(slices.Clone(text), false, func(k Key) { whole = append(whole, k) })
		if len(rest) >= longest {
			t.Errorf("%d bytes are kept", len(rest))
		}
		at := min(max(cut, 0), len(text))
		rest = keys(slices.Clone(text[:at]), false, func(k Key) { pieces = append(pieces, k) })
		keys(append(slices.Clone(rest), text[at:]...), false, func(k Key) { pieces = append(pieces, k) })
		if len(text) < longest && !slices.Equal(whole, pieces) {
			t.Errorf("%q: %d, but cut at %d %d", text, whole, at, pieces)
		}
	})
}
