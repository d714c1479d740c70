//go:build unix

package aggregator

import "github.com/pipestatic/pipestatic/internal/pipedir"

// graves are the FIFOs of the dead that we may not remove: the next reading
// does not wait for them.
type graves map[grave]bool

// A grave tells a FIFO from a later one that has its inode number again.
type grave struct {
	id   pipedir.ID
	name string
	made int64
}

func (v *visit) grave() grave { return grave{v.file.ID, v.name, v.file.Made.UnixNano()} }

// bury notes that the pipe is dead.
func (v *visit) bury() {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found == nil {
		s.found = graves{}
	}
	s.found[v.grave()] = true
}

// buried reports whether the last reading found the pipe dead.
func (v *visit) buried() bool { return v.session.graves[v.grave()] }
