package main

import (
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// jobs are what is done after an order was placed, one after another: an
// invoice is written and sent.
type jobs struct{ queue chan struct{} }

func newJobs() *jobs { return &jobs{queue: make(chan struct{}, 50)} }

// add queues one job, and reports false when too many are waiting.
func (j *jobs) add() bool {
	select {
	case j.queue <- struct{}{}:
		stats.Add(waitingJobs, 1)
		return true
	default:
		return false
	}
}

// close says that no job will be added any more.
func (j *jobs) close() { close(j.queue) }

// work does the jobs until the last one of a closed queue. How long they take is
// a distribution: an average would hide the few that take long.
func (j *jobs) work() {
	for range j.queue {
		stats.Add(waitingJobs, -1)
		start := time.Now()
		takeAbout(20 * time.Millisecond)
		stats.Observe(jobSeconds, time.Since(start).Seconds())
	}
}
