//go:build unix

package stats

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// claim makes a pipe under the first name that we may have: one that is free,
// or whose owner is dead.
func (p *pipe) claim() (*fifo, error) {
	dir, err := pipedir.Create(p.dir)
	if err != nil {
		return nil, err
	}
	f, err := makeFIFO(dir, p.options.Mode)
	if err != nil {
		dir.Close()
		return nil, err
	}
	if err := f.claimName(); err != nil {
		_ = f.discard()
		dir.Close()
		return nil, err
	}
	return f, nil
}

// maxNames is how many names of ours may be taken by others.
const maxNames = 1000

// claimName takes the first name of our pid that is free, or taken by a dead
// pipe which may be replaced. Containers that share a directory are all pid 1,
// and a program can have several registries: so there are several names.
func (f *fifo) claimName() error {
	pid := os.Getpid()
	for n := 1; n <= maxNames; n++ {
		name := pipedir.FileName(pid, n)
		err := f.takeName(name)
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if f.mayReplace(name) && f.replaceDead(name) {
			return nil
		}
	}
	return fmt.Errorf("%s: all names up to %s are taken", f.dir.Path(),
		pipedir.FileName(pid, maxNames))
}

// mayReplace spares the wait for what may not be replaced, so that nobody can
// keep a program from starting with a directory full of it.
func (f *fifo) mayReplace(name string) bool {
	old, err := f.dir.Stat(name)
	return err == nil && (os.Geteuid() == 0 || int(old.UID) == os.Geteuid()) && !servedHere(old)
}

// replaceDead replaces what has a name of our pid, but is not this process's: the
// pipe of one that had the pid before, of this program before it called exec(3),
// or of another container.
func (f *fifo) replaceDead(name string) bool {
	old, dead := f.dir.Dead(name)
	if !dead {
		return false
	}
	now, err := f.dir.Stat(name)
	return err == nil && now.ID == old.ID && f.replace(name) == nil
}
