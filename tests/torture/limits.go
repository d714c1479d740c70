//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func limits() []scenario {
	return []scenario{{
		name: "limits",
		promise: "a program that has no descriptor, thread or pipe buffer left counts on, and is" +
			" served again when it has",
		run: func(ctx context.Context, e *env) (counts, error) {
			return lanes(ctx, e, func(ctx context.Context, l *lane) error {
				return l.endure(ctx, l.strain)
			})
		},
	}}
}

// strain has the program reach one of its limits for a while.
func (l *lane) strain(ctx context.Context) error {
	switch l.random.IntN(3) {
	case 0:
		return l.noFiles(ctx)
	case 1:
		return l.noThreads(ctx)
	}
	if l.uid == 0 { // the budget is that of all our processes
		l.counts[partLeftOut]++
		return l.noFiles(ctx)
	}
	return l.noPipes(ctx)
}

// noFiles leaves the program none but its lowest descriptors: fewer than it has, or
// almost.
func (l *lane) noFiles(ctx context.Context) error {
	return l.without(ctx, "files "+strconv.Itoa(l.random.IntN(6)), "without descriptors",
		func() {}) // nor readers, mostly
}

// noThreads leaves the program the threads that it has.
func (l *lane) noThreads(ctx context.Context) error {
	const name = "without threads"
	return l.without(ctx, "processes", name, func() { l.back(time.Now(), name) })
}

func (l *lane) without(ctx context.Context, what, name string, meanwhile func()) error {
	why, err := order(l.worker, what)
	if err != nil {
		return err
	}
	l.counts[name]++
	if why != "" {
		l.counts[name+" and felt"]++
	}
	meanwhile()
	l.aWhile(ctx, 2*time.Second)
	if why, err = order(l.worker, "err"); err != nil {
		return err
	}
	if why != "" {
		l.counts["times the program knew"]++
	}
	if _, err := order(l.worker, "free"); err != nil {
		return err
	}
	l.back(time.Now(), name)
	return nil
}

// noPipes has another process of the program's user take what memory pipes of
// that user may have. New ones hold little then.
func (l *lane) noPipes(ctx context.Context) error {
	const name = "without pipe buffers"
	hog := roles.Command(l.dir, "hog")
	hog.As(l.uid)
	if err := l.run(hog); err != nil {
		return err
	}
	defer l.kill(hog)
	if _, err := said(hog); err != nil {
		return err
	}
	l.counts[name]++
	size, err := order(l.worker, "pipe")
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(size); err == nil && n < os.Getpagesize()*16 {
		l.counts[name+" and felt"]++
	}
	l.back(time.Now(), name)
	l.aWhile(ctx, time.Second)
	l.kill(hog)
	l.back(time.Now(), fmt.Sprint("no more ", name))
	return nil
}
