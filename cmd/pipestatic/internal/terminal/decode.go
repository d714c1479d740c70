package terminal

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// patience is how long the rest of a key's sequence may take to come. An escape
// that is alone for longer is the key Escape; over a slow line it may be taken for
// one too early, and the rest for letters, which is why there is some patience.
const patience = 50 * time.Millisecond

// longest bounds a sequence, so that rubbish takes no memory.
const longest = 32

// decode turns what is read into keys, until chunks is closed.
func decode(chunks <-chan []byte, emit func(Key)) {
	var pending []byte
	for {
		var late <-chan time.Time
		if len(pending) > 0 {
			late = time.After(patience)
		}
		select {
		case chunk, ok := <-chunks:
			if !ok {
				return
			}
			pending = keys(append(pending, chunk...), false, emit)
		case <-late:
			pending = keys(pending, true, emit)
		}
	}
}

// keys emits the keys in text, and returns what may be the beginning of one. If
// nothing more comes, that is a key, too.
func keys(text []byte, last bool, emit func(Key)) (rest []byte) {
	for len(text) > 0 {
		key, size := first(text)
		if size == 0 && !last && len(text) < longest {
			return text
		}
		if size == 0 {
			key, size = Escape, 1
			if text[0] != '\x1b' {
				key = utf8.RuneError // the rest of a rune did not come
			}
		}
		if key != utf8.RuneError {
			emit(key)
		}
		text = text[size:]
	}
	return nil
}

// first returns the first key and how long it is: 0 where more has to come. A key
// that nobody knows is utf8.RuneError.
func first(text []byte) (Key, int) {
	switch c := text[0]; {
	case c == '\x1b':
		return sequence(text)
	case c == '\r' || c == '\n':
		return Enter, 1
	case c == '\t':
		return Tab, 1
	case c == '\b' || c == 0x7f:
		return Backspace, 1
	case !utf8.FullRune(text):
		return 0, 0
	}
	r, size := utf8.DecodeRune(text)
	return Key(r), size
}

// sequence reads what begins with an escape: CSI and SS3 as terminals send them.
func sequence(text []byte) (Key, int) {
	if len(text) < 3 && (len(text) == 1 || text[1] == '[' || text[1] == 'O') {
		return 0, 0
	}
	switch text[1] {
	case 'O':
		return named(text[2:3]), 3
	case '[':
		end := bytes.IndexFunc(text[2:], func(r rune) bool { return r >= '@' && r <= '~' })
		if end < 0 {
			return 0, 0
		}
		return named(text[2 : end+3]), end + 3
	}
	return Escape, 1
}

// named knows the keys with and without modifiers: "A" and "1;5A" are both Up.
func named(sequence []byte) Key {
	final := sequence[len(sequence)-1]
	if final == '~' {
		number, _, _ := bytes.Cut(sequence[:len(sequence)-1], []byte(";"))
		switch string(number) {
		case "1", "7":
			return Home
		case "4", "8":
			return End
		case "5":
			return PageUp
		case "6":
			return PageDown
		}
		return utf8.RuneError
	}
	switch final {
	case 'A':
		return Up
	case 'B':
		return Down
	case 'C':
		return Right
	case 'D':
		return Left
	case 'H':
		return Home
	case 'F':
		return End
	case 'Z':
		return BackTab
	case 'M':
		return Enter // of the number pad, in application mode
	}
	return utf8.RuneError
}
