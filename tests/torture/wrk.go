//go:build linux

package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// A load is what wrk says of a round.
type load struct {
	requests, failed int64
	p99              time.Duration
	said             string
}

var (
	wrkRequests = regexp.MustCompile(`(\d+) requests in`)
	wrkP99      = regexp.MustCompile(`99%\s+([\d.]+[mu]?s)`)
	wrkFailed   = regexp.MustCompile(`(?:Non-2xx or 3xx responses|connect|read|write|timeout):? (\d+)`)
)

// ask has wrk ask for one page over 16 connections for that time.
func ask(ctx context.Context, url string, d time.Duration) (l load, err error) {
	seconds := fmt.Sprintf("-d%.0fs", d.Seconds())
	wrk := exec.CommandContext(ctx, "wrk", "--latency", "--timeout", patience.String(),
		"-t1", "-c16", seconds, url+"/products/7")
	out, err := wrk.CombinedOutput()
	requests, p99 := wrkRequests.FindSubmatch(out), wrkP99.FindSubmatch(out)
	if err != nil || requests == nil || p99 == nil {
		return l, fmt.Errorf("wrk: %v, %s", err, out)
	}
	l.said = string(out)
	l.requests, _ = strconv.ParseInt(string(requests[1]), 10, 64)
	l.p99, _ = time.ParseDuration(string(p99[1]))
	for _, failed := range wrkFailed.FindAllSubmatch(out, -1) {
		n, _ := strconv.ParseInt(string(failed[1]), 10, 64)
		l.failed += n
	}
	return l, nil
}

func requests(all []load) (n int64) {
	for _, l := range all {
		n += l.requests
	}
	return n
}

// p99 returns the median of the rounds, in microseconds.
func p99(all []load) int64 {
	return median(all, func(l load) int64 { return l.p99.Microseconds() })
}
