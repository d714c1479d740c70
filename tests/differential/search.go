package differential

import (
	"fmt"
	"strings"
	"time"
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
			(strings.HasPrefix(f.Kind, "code: ") || strings.HasPrefix(f.Kind, "outcome: "))
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
	Cases        int
	Findings     Findings
}

// maxShrinks is how many cases of one kind are made smaller: they may have
// different causes, which only small cases show.
const maxShrinks = 12

// Run searches.
func (s *Search) Run() {
	shrunk := map[string]int{}
	for ; s.Cases < s.Most && time.Now().Before(s.Until); s.Seed += s.Stride {
		s.Cases++
		c := Generate(s.Seed)
		for _, f := range s.Try(c) {
			if shrunk[f.Kind]++; shrunk[f.Kind] <= maxShrinks {
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

// signature is what failures that are alike have in common: the kind, and what
// the small cases are made of.
func signature(c Case, f Failure) string {
	parts := []string{f.Kind}
	for _, x := range c.Exchanges {
		for _, op := range x.Program {
			parts = append(parts, op.Class())
		}
	}
	return strings.Join(parts, "; ")
}
