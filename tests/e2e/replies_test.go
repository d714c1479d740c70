//go:build unix

package e2e

import (
	"cmp"
	"slices"
	"time"
)

// A reply is one answer: when it came, and how long the handler took, by its own
// account.
type reply struct {
	at   time.Time
	took time.Duration
}

// replies returns how many answers there were until now.
func (f *fleet) replies() float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return float64(len(f.answers))
}

// peak returns how many answers there were in the busiest second.
func (f *fleet) peak() (most float64) {
	perSecond := map[int64]float64{}
	for _, a := range f.answers {
		perSecond[a.at.Unix()]++
		most = max(most, perSecond[a.at.Unix()])
	}
	return most
}

// quantile returns what so many of the handlers took at the most, in seconds.
func (f *fleet) quantile(q float64) float64 {
	slices.SortFunc(f.answers, func(a, b reply) int { return cmp.Compare(a.took, b.took) })
	return f.answers[int(q*float64(len(f.answers)-1))].took.Seconds()
}
