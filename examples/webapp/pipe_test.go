package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// cat reads the pipe that the program named, as cat does, until a snapshot is
// ready for the test.
func (p *program) cat(t *testing.T, ready func(snapshot string) bool) string {
	t.Helper()
	path, ok := strings.CutPrefix(p.greeting["this process"], "cat ")
	if err := stats.Default().Err(); errors.Is(err, errors.ErrUnsupported) {
		t.Skip(err)
	} else if !ok {
		t.Fatal("no pipe:", err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// An empty one is what one of two readers gets that come together.
		if len(text) > 0 && ready(string(text)) {
			return string(text)
		}
		if time.Now().After(deadline) {
			t.Fatalf("not what it should be, for 20 s:\n%s", text)
		}
	}
}

// values returns the numbers of a snapshot.
func values(snapshot string) map[string]float64 {
	all := map[string]float64{}
	for line := range strings.Lines(snapshot) {
		colon := strings.LastIndex(line, ": ")
		all[line[:colon]], _ = strconv.ParseFloat(strings.TrimSpace(line[colon+2:]), 64)
	}
	return all
}

// Whatever the customers do moves a number on the pipe.
func TestNumbersMove(t *testing.T) {
	waiting := []string{
		"http_requests_total",
		`http_responses_total{code="404"}`,
		`http_outcomes_total{outcome="server_error"}`,
		`http_route_requests_total{method="GET",route="/products/{id}",code="200"}`,
		`http_route_requests_total{method="GET",route="unmatched",code="404"}`,
		"product_cache.hits",
		"job_duration_seconds_count",
		"revenue_cents_total",
		"signups_total",
		`orders_total{payment="card"}`,
		"orders_failed_total",
	}
	p := started(t)
	first := values(p.cat(t, func(string) bool { return true }))
	p.cat(t, func(snapshot string) bool {
		now := values(snapshot)
		waiting = slices.DeleteFunc(waiting, func(name string) bool { return now[name] > first[name] })
		return len(waiting) == 0
	})
}

func TestSnapshotIsForPeople(t *testing.T) {
	text := started(t).cat(t, func(snapshot string) bool {
		now := values(snapshot)
		_, carts := now["carts_open"]
		_, jobs := now["jobs_waiting"]
		return carts && jobs && now["product_cache.misses"] > 0
	})
	if lines := strings.Count(text, "\n"); lines > 200 || len(text) > 16<<10 {
		t.Errorf("%d lines, %d bytes:\n%s", lines, len(text), text)
	}
}

func TestSumsOfAllProcesses(t *testing.T) {
	p := started(t)
	p.cat(t, func(snapshot string) bool { return values(snapshot)["http_requests_total"] > 0 })
	response, err := http.Get(p.greeting["all processes"])
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var sums struct{ Stats map[string]float64 }
	if err := json.NewDecoder(response.Body).Decode(&sums); err != nil {
		t.Fatal(err)
	}
	if sums.Stats["http_requests_total"] < 1 {
		t.Errorf("no requests in the sums: %v", sums.Stats)
	}
}
