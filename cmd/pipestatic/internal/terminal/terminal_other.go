//go:build !unix

package terminal

import (
	"errors"
	"fmt"
	"os"
)

// A Terminal is not to be had on this system.
type Terminal struct{}

// Is reports false: there is no full screen here.
func Is(*os.File) bool { return false }

// Open fails.
func Open(_, _ *os.File) (*Terminal, error) {
	return nil, fmt.Errorf("a full-screen terminal: %w", errors.ErrUnsupported)
}

// Events is not called.
func (*Terminal) Events() <-chan Event { return nil }

// Size is not called.
func (*Terminal) Size() (columns, lines int) { return 80, 24 }

// Show is not called.
func (*Terminal) Show(string) {}

// Resume is not called.
func (*Terminal) Resume() error { return errors.ErrUnsupported }

// Suspend is not called.
func (*Terminal) Suspend() error { return errors.ErrUnsupported }

// Close is not called.
func (*Terminal) Close() {}
