//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// pathHarms are done to the pipe's path: something else is renamed over it.
func pathHarms() (all []harm) {
	for _, kind := range []string{"file", "fifo"} {
		for _, way := range []string{"", "a link to "} {
			all = append(all, harm{"a pipe is " + way + "a " + kind,
				func(l *lane) (func() error, error) { return l.usurp(kind, way != "") }})
		}
	}
	return append(all, harm{"a pipe is gone", func(l *lane) (func() error, error) {
		for _, path := range l.pipes() {
			_ = os.Remove(path) // or it is gone already
		}
		return nil, nil
	}})
}

// usurp puts a victim, or a link to one, in the place of each of the program's
// pipes. It is the program's own now and then.
func (l *lane) usurp(kind string, link bool) (undo func() error, err error) {
	uid := []int{os.Geteuid(), l.uid}[l.random.IntN(2)]
	var victims []victim
	var paths []string
	for i, path := range l.pipes() {
		made := filepath.Join(l.place(), fmt.Sprint("victim", i))
		v, err := l.victim(kind, made, uid)
		if err == nil && link {
			paths = append(paths, made)
			made = filepath.Join(l.place(), "link")
			err = os.Symlink(paths[len(paths)-1], made)
		}
		if err == nil {
			err = os.Rename(made, path)
		}
		if err != nil {
			return nil, err
		}
		victims, paths = append(victims, v), append(paths, path)
	}
	return func() error {
		for _, path := range paths {
			// Where it is a pipe that the program made there meanwhile, it has to
			// make another.
			_ = os.Remove(path)
		}
		for _, v := range victims {
			l.unharmed(v, "in the place of a pipe")
		}
		return nil
	}, nil
}

// fullHarms leave no room on the file system.
func fullHarms() []harm {
	return []harm{
		{"out of inodes", func(l *lane) (func() error, error) {
			return l.filled(func(dir string) error { return exhausted(dir) })
		}},
		{"out of room", func(l *lane) (func() error, error) {
			return l.filled(func(dir string) error {
				f, err := os.Create(filepath.Join(dir, "big"))
				if err != nil {
					return err
				}
				defer f.Close()
				_, err = io.CopyN(f, zeros{}, 1<<30)
				return err
			})
		}},
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// filled fills the file system again and again, since what the program gives back
// makes room.
func (l *lane) filled(fill func(dir string) error) (undo func() error, err error) {
	dir := filepath.Join(l.place(), "full")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	stop, ended := make(chan struct{}), make(chan error)
	go func() {
		for {
			if err := fill(dir); !errors.Is(err, unix.ENOSPC) {
				ended <- err
				return
			}
			select {
			case <-stop:
				ended <- nil
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() error {
		close(stop)
		return errors.Join(<-ended, os.RemoveAll(dir))
	}, nil
}

// exhausted makes files until there is room for none.
func exhausted(dir string) error {
	for {
		f, err := os.CreateTemp(dir, "")
		if err != nil {
			return err
		}
		f.Close()
	}
}

// makeDir makes a directory for pipes.
func (l *lane) makeDir(dir string) error {
	return again(func() error {
		err := os.Mkdir(dir, 0o700)
		if os.IsExist(err) {
			return nil // the program was quicker
		}
		return errors.Join(err, os.Chmod(dir, 0o777|os.ModeSticky))
	})
}

func emptied(dir string) error {
	left, err := os.ReadDir(dir)
	for _, f := range left {
		_ = os.Remove(filepath.Join(dir, f.Name())) // or it is gone already
	}
	return err
}

// exchanged renames over what the program may just have made there.
func exchanged(from, to string) error {
	return errors.Join(os.RemoveAll(to), os.Rename(from, to))
}

// again tries what the program can come in between of.
func again(do func() error) (err error) {
	for range 20 {
		if err = do(); err == nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return err
}
