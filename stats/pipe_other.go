//go:build !unix

package stats

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

type pipe struct{}

func openPipe(string, Options, func() ([]byte, func())) (*pipe, error) {
	return nil, fmt.Errorf("no named pipes on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}

func (*pipe) path() string              { return "" }
func (*pipe) trouble() error            { return nil }
func (*pipe) close(time.Duration) error { return nil }
