package main

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// A finding is a test that did not pass with the middleware, and what became of it
// when it was run again, alone.
type finding struct {
	pkg, test     string // test is empty for the process as a whole
	before        string // how it ended without
	status        string // how it ended with
	output        string
	known         string // the reason why it may fail, or nothing
	cut           int    // of the process as a whole: tests that were not begun
	again         int    // how often it was run again with and without
	with, without int    // how often it failed then
}

// caused reports whether the middleware makes the test fail.
func (f finding) caused() bool { return f.known == "" && f.with > 0 && f.without == 0 }

// candidates returns the tests, sorted, that failed with the middleware, or passed
// without it and did not with it. Of a test and its subtest it is the subtest. Where
// the process did not end, tests that were cut off are left out, and the process is
// the last candidate.
func candidates(without, with result) (tests []string) {
	names := maps.Clone(without.tests)
	maps.Copy(names, with.tests)
	for test := range names {
		a, b := without.status(test), with.status(test)
		cut := !with.ended && (b == unfinished || b == absent)
		if b == fail || b != pass && a == pass && !cut {
			tests = append(tests, test)
		}
	}
	slices.Sort(tests)
	all := slices.Clone(tests)
	tests = slices.DeleteFunc(tests, func(test string) bool { return hasSubtest(all, test) })
	if with.status("") == fail {
		tests = append(tests, "")
	}
	return tests
}

// failures returns how many tests failed, each subtest one, and the process if it
// failed for another reason.
func (r result) failures() int { return len(candidates(r, r)) }

func hasSubtest(tests []string, test string) bool {
	return slices.ContainsFunc(tests, func(t string) bool { return strings.HasPrefix(t, test+"/") })
}

// compare returns the tests that did not pass with the middleware in a shape. Each
// that is not known to fail is run again alone, with and without. That of the
// process as a whole takes all of them, and is done less often.
func (b *binary) compare(ctx context.Context, s suite, shape string, without, with result, again int) (all []finding, err error) {
	tests := candidates(without, with)
	for len(tests) > 0 {
		top, _, _ := strings.Cut(tests[0], "/")
		n := 1
		for n < len(tests) && strings.HasPrefix(tests[n], top+"/") {
			n++
		}
		var group []finding
		for _, test := range tests[:n] {
			f := finding{
				pkg: b.pkg, test: test, before: without.status(test), status: with.status(test),
				output: with.output[test], known: s.reason(test),
			}
			if test == "" {
				f.cut = max(0, len(without.tests)-len(with.tests))
			}
			group = append(group, f)
		}
		if err := b.runAgain(ctx, shape, top, group, again); err != nil {
			return nil, err
		}
		all, tests = append(all, group...), tests[n:]
	}
	return all, nil
}

// runAgain runs one test alone, with and without the middleware, and notes how
// often its subtests in group failed.
func (b *binary) runAgain(ctx context.Context, shape, top string, group []finding, again int) error {
	if !slices.ContainsFunc(group, func(f finding) bool { return f.known == "" }) {
		return nil
	}
	pattern := onlyTest(top)
	if top == "" {
		pattern, again = "", min(again, 2)
	}
	for range again {
		without, err := b.run(ctx, "", pattern)
		if err != nil {
			return err
		}
		with, err := b.run(ctx, shape, pattern)
		if err != nil {
			return err
		}
		for i := range group {
			f := &group[i]
			f.again++
			f.without += failed(without, f.test)
			f.with += failed(with, f.test)
		}
	}
	return nil
}

// failed returns 1 if a test did not pass, or its process did not.
func failed(r result, test string) int {
	if r.status(test) == pass && (test == "" || r.ended) {
		return 0
	}
	return 1
}
