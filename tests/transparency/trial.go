package main

import (
	"context"
	"io"
	"time"

	"github.com/pipestatic/pipestatic/tests/transparency/hook"
)

// A trial is a run of each suite: in which shape the middleware is, and whether the
// race detector is on.
type trial struct {
	shape string
	race  bool
}

// The trials, those with the race detector last: what follows each other shares test
// binaries. More are tried where they are asked for.
var (
	trials = []trial{{hook.One, false}, {hook.Nested, false}, {hook.Several, false}, {hook.Nested, true}}
	more   = []trial{{hook.One, true}, {hook.Several, true}}
)

func (t trial) String() string {
	if t.race {
		return t.shape + " -race"
	}
	return t.shape
}

// A runner runs trials of suites.
type runner struct {
	place *place
	out   io.Writer
	again int  // how often a test that failed is run again
	short bool // the tests are run with -short
}

// try runs the trials of a suite and reports whether all is well.
func (r runner) try(ctx context.Context, s suite, all []trial) (ok bool, err error) {
	dir, tested, err := r.place.fetch(ctx, s)
	if err != nil {
		return false, err
	}
	ok = true
	var binaries []*binary
	var without []result
	for i, t := range all {
		if i == 0 || t.race != all[i-1].race {
			if binaries, err = r.place.build(ctx, dir, tested, t.race, s.flags(r.short)); err != nil {
				return false, err
			}
			if without, err = runAll(ctx, binaries, ""); err != nil {
				return false, err
			}
		}
		l, err := r.measure(ctx, s, t, binaries, without)
		if err != nil {
			return false, err
		}
		l.print(r.out)
		ok = ok && !l.failed()
	}
	return ok, nil
}

// measure runs the test binaries of a suite with the middleware, and compares.
func (r runner) measure(ctx context.Context, s suite, t trial, binaries []*binary, without []result) (line, error) {
	l := line{suite: s, trial: t}
	begun := time.Now()
	with, err := runAll(ctx, binaries, t.shape)
	if err != nil {
		return l, err
	}
	l.took = time.Since(begun)
	for i, b := range binaries {
		l.tests += len(with[i].tests)
		l.without += without[i].failures()
		l.with += with[i].failures()
		l.report.Add(with[i].report)
		found, err := b.compare(ctx, s, t.shape, without[i], with[i], r.again)
		if err != nil {
			return l, err
		}
		l.findings = append(l.findings, found...)
		for _, test := range suspects(without[i], without[i]) {
			if with[i].status(test) == pass {
				l.flaky = append(l.flaky, b.pkg+" "+test)
			}
		}
	}
	l.needless = s.needless(with, l.findings)
	return l, nil
}

// runAll runs all tests of the binaries, one after the other.
func runAll(ctx context.Context, binaries []*binary, shape string) (all []result, err error) {
	for _, b := range binaries {
		r, err := b.run(ctx, shape, "")
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
