package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Counts are numbers by name.
type Counts map[string]int64

// String returns the counts that are not 0, in order.
func (c Counts) String() string {
	var all []string
	for name, n := range c {
		if n != 0 {
			all = append(all, fmt.Sprintf("%s:%d", name, n))
		}
	}
	slices.Sort(all)
	return "[" + strings.Join(all, " ") + "]"
}

func (c Counts) sum() (sum int64) {
	for _, n := range c {
		sum += n
	}
	return sum
}

// Recorded is what is recorded under one prefix of one registry.
type Recorded struct {
	Requests, InFlight, Skipped  int64
	RequestBytes, ResponseBytes  int64
	Durations                    int64
	Seconds                      float64 // the sum of the durations
	Outcomes, Responses          Counts
	Methods, Routes, Codes       Counts // of the requests by route; codes with none
	RouteDurations               int64
	OldNames, UnlabeledDurations []string // lines that the contract does not have
}

var label = regexp.MustCompile(`([a-z]+)="((?:[^"\\]|\\.)*)"`)

// Read reads a snapshot.
func Read(snapshot, prefix string) Recorded {
	r := Recorded{
		Outcomes: Counts{}, Responses: Counts{}, Methods: Counts{}, Routes: Counts{}, Codes: Counts{},
	}
	for line := range strings.Lines(snapshot) {
		i := strings.LastIndex(line, ": ")
		if i < 0 || !strings.HasPrefix(line, prefix+"_") {
			continue
		}
		family, rest, _ := strings.Cut(line[:i], "{")
		labels := map[string]string{}
		for _, m := range label.FindAllStringSubmatch(rest, -1) {
			labels[m[1]] = m[2]
		}
		r.add(strings.TrimPrefix(family, prefix), labels, strings.TrimSpace(line[i+2:]))
	}
	return r
}

// add adds one line.
func (r *Recorded) add(family string, labels map[string]string, text string) {
	value, _ := strconv.ParseFloat(text, 64)
	n := int64(value)
	switch family {
	case "_requests_total":
		r.Requests = n
	case "_requests_in_flight":
		r.InFlight = n
	case "_skipped_total":
		r.Skipped = n
	case "_request_bytes_total":
		r.RequestBytes = n
	case "_response_bytes_total":
		r.ResponseBytes = n
	case "_request_duration_seconds_count":
		r.Durations = n
	case "_request_duration_seconds_sum":
		r.Seconds = value
	case "_responses_total":
		r.Responses[labels["code"]] += n
	case "_outcomes_total":
		name := labels["outcome"]
		if now, ok := renamed[name]; ok {
			r.OldNames = append(r.OldNames, name)
			name = now
		}
		r.Outcomes[name] += n
	case "_route_requests_total":
		r.Methods[labels["method"]] += n
		r.Routes[labels["route"]] += n
		r.Codes[labels["code"]] += n
	case "_route_duration_seconds_count":
		r.RouteDurations += n
		if labels["method"] == "" {
			r.UnlabeledDurations = append(r.UnlabeledDurations, labels["route"])
		}
	}
}
