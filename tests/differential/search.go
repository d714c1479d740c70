package differential

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// A Finding is a kind of failure, with a small case of it.
type Finding struct {
	Failure
	Seed  uint64 // of a case that fails so
	Case  Case   // a smaller one that does
	Times int    // how many cases failed alike
}

// String returns the finding as text.
func (f Finding) String() string {
	return fmt.Sprintf("%s (%d cases, seed %d)\n%s%s", f.Kind, f.Times, f.Seed, f.Case, f.Detail)
}

// Try serves a case both ways and returns its failures.
func (t Tester) Try(c Case) []Failure {
	bare, counted := t.Serve(c, false), t.Serve(c, true)
	fs := compare(c, bare, counted)
	return append(fs, records(c, counted)...)
}

// Shrink returns a smaller case that fails in the same way, and how it does.
func (t Tester) Shrink(c Case, kind string) (Case, Failure) {
	var last Failure
	for again := true; again; {
		again = false
		for _, smaller := range c.Smaller() {
			fs := failures(t.Try(smaller))
			if f, ok := fs.like(kind); ok {
				c, last, again, kind = smaller, f, true, f.Kind
				break
			}
		}
	}
	if last.Kind == "" {
		last, _ = failures(t.Try(c)).like(kind)
	}
	return c, last
}

// like returns a failure of a kind. Those of several requests together turn into
// those of one when the others go.
func (fs failures) like(kind string) (Failure, bool) {
	for _, f := range fs {
		several := kind == severalVerdicts &&
			(strings.HasPrefix(f.Kind, "code of ") || strings.HasPrefix(f.Kind, "outcome: "))
		if f.Kind == kind || several {
			return f, true
		}
	}
	return Failure{}, false
}

// A Search tries cases until its time is over, and keeps one small case of each
// kind of failure.
type Search struct {
	Tester
	Seed, Stride uint64 // the cases are those of Seed, Seed + Stride and so on
	Until        time.Time
	Most         int // cases
	Shrinks      int // how many cases of one kind are made smaller
	Cases        int
	Findings     Findings
}

// Run searches. Cases of one kind of failure may have different causes, which only
// small cases show, so that several are made smaller.
func (s *Search) Run() {
	shrunk := map[string]int{}
	for ; s.Cases < s.Most && time.Now().Before(s.Until); s.Seed += s.Stride {
		s.Cases++
		c := Generate(s.Seed)
		for _, f := range s.Try(c) {
			if shrunk[f.Kind]++; shrunk[f.Kind] <= s.Shrinks {
				small, last := s.Shrink(c, f.Kind)
				s.Findings.Add(Finding{last, s.Seed, small, 1})
			}
		}
	}
}

// Findings are one of each kind.
type Findings []Finding

// Add adds a finding, unless there is one that is alike.
func (fs *Findings) Add(f Finding) {
	for i, g := range *fs {
		if signature(f.Case, f.Failure) == signature(g.Case, g.Failure) {
			(*fs)[i].Times += f.Times
			return
		}
	}
	*fs = append(*fs, f)
}

// Causes returns the findings that may have a cause of their own: of each kind
// those whose cases do not have all that a smaller one has.
func (fs Findings) Causes() (some Findings) {
	all := slices.Clone(fs)
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(len(features(a.Case)), len(features(b.Case))),
			cmp.Compare(len(a.Case.String()), len(b.Case.String())))
	})
	for _, f := range all {
		if !slices.ContainsFunc(some, func(g Finding) bool { return g.Kind == f.Kind && within(g.Case, f.Case) }) {
			some = append(some, f)
		}
	}
	return some
}

// within reports whether b has all that a has.
func within(a, b Case) bool {
	all := features(b)
	for _, feature := range features(a) {
		if !slices.Contains(all, feature) {
			return false
		}
	}
	return true
}

// features are what a case is made of.
func features(c Case) (all []string) {
	add := func(feature string) {
		if !slices.Contains(all, feature) {
			all = append(all, feature)
		}
	}
	if c.http2() {
		add("HTTP/2")
	}
	for _, l := range c.Layers {
		if l.Kind != stack.Stats {
			add(string(l.Kind))
		}
	}
	for _, x := range c.Exchanges {
		for _, op := range x.Program {
			add(op.Class())
		}
	}
	return all
}

// signature is what failures that are alike have in common: the kind, and what
// the small cases are made of.
func signature(c Case, f Failure) string {
	return f.Kind + "; " + strings.Join(features(c), "; ")
}
