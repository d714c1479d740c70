package main

import (
	"context"
	"io"
	"time"

	"github.com/pipestatic/pipestatic/tests/transparency/hook"
)

// A variant is how the suites are run: the shape of the middleware, and whether the
// race detector is on.
type variant struct {
	shape string
	race  bool
}

// The variants, those with the race detector last: what follows each other shares test
// binaries. Others are run where they are asked for.
var (
	variants = []variant{{hook.One, false}, {hook.Nested, false}, {hook.Several, false}, {hook.Nested, true}}
	others   = []variant{{hook.One, true}, {hook.Several, true}}
)

func (v variant) String() string {
	if v.race {
		return v.shape + " -race"
	}
	return v.shape
}

// A runner runs suites in variants.
type runner struct {
	workspace *workspace
	out       io.Writer
	again     int  // how often a test that failed is run again
	short     bool // the tests are run with -short
}

// runSuite runs a suite in all variants and reports whether all is well.
func (r runner) runSuite(ctx context.Context, s suite, all []variant) (ok bool, err error) {
	dir, tested, err := r.workspace.fetch(ctx, s)
	if err != nil {
		return false, err
	}
	ok = true
	var binaries []*binary
	var without []result
	for i, v := range all {
		if i == 0 || v.race != all[i-1].race {
			if binaries, err = r.workspace.build(ctx, dir, tested, v.race, s.flags(r.short)); err != nil {
				return false, err
			}
			if without, err = runAll(ctx, binaries, ""); err != nil {
				return false, err
			}
		}
		row, err := r.measure(ctx, s, v, binaries, without)
		if err != nil {
			return false, err
		}
		row.print(r.out)
		ok = ok && !row.failed()
	}
	return ok, nil
}

// measure runs the test binaries of a suite with the middleware, and compares.
func (r runner) measure(ctx context.Context, s suite, v variant, binaries []*binary, without []result) (row, error) {
	sum := row{suite: s, variant: v}
	begun := time.Now()
	with, err := runAll(ctx, binaries, v.shape)
	if err != nil {
		return sum, err
	}
	sum.took = time.Since(begun)
	for i, b := range binaries {
		sum.tests += len(with[i].tests)
		sum.without += without[i].failures()
		sum.with += with[i].failures()
		sum.report.Add(with[i].report)
		found, err := b.compare(ctx, s, v.shape, without[i], with[i], r.again)
		if err != nil {
			return sum, err
		}
		sum.findings = append(sum.findings, found...)
		for _, test := range candidates(without[i], without[i]) {
			if with[i].status(test) == pass {
				sum.onlyWithout = append(sum.onlyWithout, b.pkg+" "+test)
			}
		}
	}
	sum.staleKnown = s.staleKnown(with, sum.findings)
	return sum, nil
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
