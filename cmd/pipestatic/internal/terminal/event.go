package terminal

import (
	"errors"
	"os"
)

// ErrNotTerminal says that input or output is something else.
var ErrNotTerminal = errors.New("not a terminal")

// An Event is a Key, Resized, Suspended, Continued, or an Ended.
type Event any

// A Key is a rune that was typed, or one of the constants below.
type Key rune

// Keys that are no runes. What is not known is no event at all.
const (
	Escape Key = -1 - iota
	Enter
	Tab
	BackTab
	Backspace
	Up
	Down
	Left
	Right
	PageUp
	PageDown
	Home
	End
)

// Resized says that Size is another one.
type Resized struct{}

// Suspended (^Z) says that the user wants to have the shell: call Suspend.
type Suspended struct{}

// Continued says that the program had been stopped, and goes on: call Resume.
type Continued struct{}

// Ended says that it is time to go: for a signal, or because the terminal has
// gone.
type Ended struct {
	Signal os.Signal // nil: of Err
	Err    error
}
