//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

func directories() []scenario {
	return []scenario{{
		name: "directory",
		promise: "whatever becomes of the directory and of the pipe's path, the program counts on, is" +
			" back where it can be, and writes into nothing that is not its own",
		run: apart("directory", 0),
	}}
}

// directory has the directories of programs come to harm again and again.
func directory(ctx context.Context, e *env) (counts, error) {
	return lanes(ctx, e, func(ctx context.Context, l *lane) error {
		if err := os.MkdirAll(l.place(), 0o755); err != nil {
			return err
		}
		if e.apart {
			err := unix.Mount("tmpfs", l.place(), "tmpfs", 0, "size=1m,nr_inodes=400,mode=0777")
			if err != nil {
				return err
			}
			defer unix.Unmount(l.place(), unix.MNT_DETACH)
		}
		return l.endure(ctx, l.harm)
	})
}

// A harm is done to a directory. It returns what puts it right again; nothing
// where the program can do so by itself.
type harm struct {
	name string
	do   func(l *lane) (undo func() error, err error)
}

// harm does one of the harms, for a while.
func (l *lane) harm(ctx context.Context) error {
	all := append(pathHarms(), directoryHarms()...)
	if l.apart {
		all = append(all, fullHarms()...)
	}
	h := all[l.random.IntN(len(all))]
	undo, err := h.do(l)
	if err != nil {
		return errors.Join(errors.New(h.name), err)
	}
	l.counts[h.name]++
	done := time.Now()
	if undo == nil {
		l.back(done, h.name)
		return nil
	}
	l.aWhile(ctx, 2500*time.Millisecond)
	if trouble, err := order(l.worker, "err"); err != nil {
		return err
	} else if trouble != "" {
		l.counts["times the program knew"]++
	}
	if err := undo(); err != nil {
		return errors.Join(errors.New(h.name), err)
	}
	l.back(time.Now(), h.name)
	return nil
}

// aside is where the directory is put aside.
func (l *lane) aside() string { return filepath.Join(l.place(), "aside") }

// directoryHarms are done to the directory itself.
func directoryHarms() []harm {
	return []harm{
		{"emptied", func(l *lane) (func() error, error) {
			return nil, emptied(l.dir)
		}},
		{"removed", func(l *lane) (func() error, error) {
			// The program may make a FIFO in between.
			return nil, again(func() error { return os.RemoveAll(l.dir) })
		}},
		{"replaced", func(l *lane) (func() error, error) {
			err := errors.Join(os.Rename(l.dir, l.aside()), l.makeDir(l.dir))
			return nil, errors.Join(err, again(func() error { return os.RemoveAll(l.aside()) }))
		}},
		{"taken away", func(l *lane) (func() error, error) {
			return func() error {
				err := again(func() error { return os.RemoveAll(l.dir) })
				return errors.Join(err, again(func() error { return exchanged(l.aside(), l.dir) }))
			}, os.Rename(l.dir, l.aside())
		}},
		{"a link", linked},
		{"open to all", func(l *lane) (func() error, error) {
			return func() error { return os.Chmod(l.dir, 0o777|os.ModeSticky) }, os.Chmod(l.dir, 0o777)
		}},
		{"unwritable", func(l *lane) (func() error, error) {
			return func() error { return os.Chmod(l.dir, 0o777|os.ModeSticky) }, os.Chmod(l.dir, 0o555)
		}},
	}
}

// linked has a link to somebody else's directory in the place of ours.
func linked(l *lane) (func() error, error) {
	theirs := filepath.Join(l.place(), "theirs")
	if err := errors.Join(l.makeDir(theirs), os.Rename(l.dir, l.aside()),
		again(func() error { return os.Symlink(theirs, l.dir) })); err != nil {
		return nil, err
	}
	v, err := l.victim("file", filepath.Join(theirs, "file"), os.Geteuid())
	return func() error {
		l.untouched(theirs, "a link")
		err := errors.Join(os.Remove(l.dir), os.RemoveAll(theirs), os.RemoveAll(l.aside()))
		l.unharmed(v, "a link")
		return err
	}, err
}
