//go:build unix

package aggregator

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// openDirs opens the directories. One that is not there has no pipes in it.
func openDirs(paths []string) (dirs []*pipedir.Dir, err error) {
	seen := map[pipedir.ID]bool{}
	for _, path := range paths {
		if path == pipedir.Off {
			continue
		}
		d, err := pipedir.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return dirs, fmt.Errorf("aggregator: %w", err)
		}
		dirs = append(dirs, d)
		f, err := pipedir.StatFD(d.FD())
		if err != nil {
			return dirs, fmt.Errorf("aggregator: %s: %w", path, err)
		}
		if seen[f.ID] { // by another path
			d.Close()
			dirs = dirs[:len(dirs)-1]
		}
		seen[f.ID] = true
	}
	return dirs, nil
}

func closeDirs(dirs []*pipedir.Dir) {
	for _, d := range dirs {
		d.Close()
	}
}

// find returns a visit for each pipe in the directories. Those that were whole
// before come first: no crowd of others that come later keeps them out. Names that
// end like a pipe's but are none are settled at once.
func (s *session) find(dirs []*pipedir.Dir) (visits []*visit, err error) {
	known := s.growth.files()
	var crowd []*visit
	for _, d := range dirs {
		names, err := d.Names()
		if err != nil {
			return nil, fmt.Errorf("aggregator: %w", err)
		}
		slices.Sort(names) // so that a limit cuts off the same ones each time
		for _, name := range names {
			if !looksLikePipe(name) {
				continue
			}
			if v := s.visit(d, name); known[v.process.file] {
				visits = append(visits, v)
			} else {
				crowd = append(crowd, v)
			}
		}
	}
	visits = append(visits, crowd...)
	if most := s.limits.pipes; len(visits) > most {
		visits, s.reading.cut = visits[:most], true
	}
	return visits, nil
}

// looksLikePipe passes over what is being prepared: its name begins with a dot.
func looksLikePipe(name string) bool {
	return strings.HasSuffix(name, ".stats") && !strings.HasPrefix(name, ".")
}

func (s *session) visit(d *pipedir.Dir, name string) *visit {
	v := &visit{session: s, dir: d, name: name, process: &process{uid: -1}}
	v.process.file = filepath.Join(d.Path(), name)
	if pid, ours := pipedir.ParseName(name); ours {
		v.pid = pid
	} else {
		v.settled(refused, "not a name of a pipe")
	}
	return v
}
