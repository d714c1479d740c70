//go:build unix

package pipedir

import "errors"

var (
	errNotFIFO  = errors.New("not a named pipe")
	errReplaced = errors.New("replaced by another file meanwhile")
)
