package middleware

import (
	"github.com/pipestatic/pipestatic/internal/stripe"
	"github.com/pipestatic/pipestatic/stats"
)

// sums are what a snapshot adds up over all routes.
type sums struct {
	bounds    []float64
	durations stripe.Counts
	outcomes  [numOutcomes]int64
	codes     map[int16]int64
}

// report adds the recorder's stats to a snapshot. Every count is read once.
//
// A request is counted as begun, then as finished, then its duration; they are
// read the other way round. So none is finished before it began, and there are
// never more durations than requests.
func (rec *recorder) report(s *stats.Snapshot) {
	sum := sums{bounds: stripe.Bounds(), codes: map[int16]int64{}}
	for _, r := range *rec.routes.Load() {
		r.report(s, &sum)
	}
	var finished int64
	for o, n := range sum.outcomes {
		finished += n
		s.Add(rec.names.outcomes[o], n)
	}
	s.Add(rec.names.requests, finished)
	s.Set(rec.names.inFlight, rec.started.Load()-finished)
	for code, n := range sum.codes {
		s.Add(stats.Name(rec.prefix+responsesTotal, "code", codeText(int(code))), n)
	}
	s.Histogram(rec.names.duration, sum.bounds, sum.durations.Bins[:], sum.durations.Sum)
	s.Add(rec.names.received, rec.received.Load())
	s.Add(rec.names.sent, rec.sent.Load())
	if n := rec.skipped.Load(); n != 0 {
		s.Add(rec.names.skipped, n)
	}
}

// report adds the route's stats to a snapshot and to the sums over all routes.
func (r *route) report(s *stats.Snapshot, sum *sums) {
	var durations stripe.Counts
	r.durations.AddTo(&durations)
	sum.durations.Add(&durations)
	if durations.Count() != 0 {
		s.Histogram(r.durationName, sum.bounds, durations.Bins[:], durations.Sum)
	}
	for _, c := range *r.cells.Load() {
		n := c.n.Load()
		s.Add(c.name, n)
		sum.outcomes[c.outcome] += n
		if c.code != 0 {
			sum.codes[c.code] += n
		}
	}
}
