//go:build !unix

package aggregator

import (
	"errors"
	"fmt"
	"runtime"
)

// A host has no named pipes here, so every answer is an error.
type host struct{}

func newHost(Options) host { return host{} }

func (host) read() (*reading, error) {
	return nil, fmt.Errorf("aggregator: named pipes on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}

func (incarnation) lives() bool { return false }
