//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

func soaks() []scenario {
	return []scenario{{
		name: "soak",
		promise: "a server under load, read in every way there is, needs no more memory, goroutines," +
			" threads and descriptors as time goes by, and answers like one without the kit",
		run: soak,
	}}
}

// soakStats is how many constant stats the server has.
const soakStats = 1000

// soak has wrk ask two servers in turn, one with the kit and one without, while
// the pipe of the first is read all the time.
func soak(ctx context.Context, e *env) (counts, error) {
	if _, err := exec.LookPath("wrk"); err != nil {
		return counts{needsWrk: 1}, nil
	}
	s := &soaked{counts: counts{}, round: min(max(e.duration/12, time.Second), 10*time.Second)}
	kit, place, err := e.ready("shop", fmt.Sprint(soakStats))
	if err != nil {
		return nil, err
	}
	bare, bareURL, err := e.ready("shop", "0")
	if err != nil {
		return nil, err
	}
	kitURL, path, _ := strings.Cut(place, " ")
	bareURL = strings.TrimSpace(bareURL)
	readers, err := storm{stats: soakStats}.gather(e, path, crowds()[2])
	if err != nil {
		return nil, err
	}
	go s.still.watch(ctx)
	for ctx.Err() == nil {
		if err := s.turn(ctx, kitURL, bareURL); err != nil {
			return s.counts, err
		}
	}
	s.judge()
	s.counts.add(e.finish(readers...))
	s.counts.add(e.finish(kit, bare))
	return s.counts, nil
}

// A soaked is a server with the kit, and one without.
type soaked struct {
	counts    counts
	round     time.Duration
	kit, bare []load
	held      []burden
	still     stillness
}

// turn has each server under load for a round, and weighs the one with the kit.
func (s *soaked) turn(ctx context.Context, kitURL, bareURL string) error {
	kit, kitErr := ask(ctx, kitURL, s.round)
	held, weighErr := weigh(kitURL)
	bare, bareErr := ask(ctx, bareURL, s.round)
	if ctx.Err() != nil {
		return nil // that was not a whole round
	}
	if err := errors.Join(kitErr, weighErr, bareErr); err != nil {
		return err
	}
	s.kit, s.bare, s.held = append(s.kit, kit), append(s.bare, bare), append(s.held, held)
	if kit.failed > 0 {
		s.counts.breach("lost", "requests failed at %s, on a machine that stood still for %v: %s",
			time.Now().Format(time.TimeOnly), s.still.longest(), kit.said)
	}
	return nil
}

// judge compares the last third of the time with the first.
func (s *soaked) judge() {
	third := (len(s.held) + 2) / 3
	if third == 0 {
		return
	}
	first, last := typical(s.held[:third]), typical(s.held[len(s.held)-third:])
	if !first.bears(last) {
		s.counts.breach("leaked", "first %+v, in the end %+v", first, last)
	}
	s.counts.add(counts{
		"most ms the machine stood still": s.still.longest().Milliseconds(),
		"rounds":                          int64(len(s.held)), "requests with the kit": requests(s.kit),
		"requests without": requests(s.bare), "us p99 with the kit": p99(s.kit),
		"us p99 without": p99(s.bare), "MiB first": first.MiB, "MiB last": last.MiB,
		"goroutines first": int64(first.Goroutines), "goroutines last": int64(last.Goroutines),
		"threads first": int64(first.Threads), "threads last": int64(last.Threads),
		"descriptors first": int64(first.Descriptors), "descriptors last": int64(last.Descriptors),
	})
}
