package hook

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

const requestsTotal = "http_requests_total"

// A snapshot is the text of a registry as numbers by name.
type snapshot map[string]float64

// parse reads the text of a registry: a line for each number, its name before
// the last colon and space, quoted where it could break a line.
func parse(text string) (snapshot, error) {
	s := snapshot{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		i := strings.LastIndex(line, ": ")
		if i < 0 {
			return nil, fmt.Errorf("no number in %q", line)
		}
		name := line[:i]
		if unquoted, err := strconv.Unquote(name); err == nil {
			name = unquoted
		}
		n, err := strconv.ParseFloat(line[i+2:], 64)
		if err != nil {
			return nil, fmt.Errorf("no number in %q", line)
		}
		if _, twice := s[name]; twice {
			return nil, fmt.Errorf("%q is there twice", name)
		}
		s[name] = n
	}
	return s, nil
}

// sum adds up the numbers of one name, whatever their labels, that have a label.
func (s snapshot) sum(name, label string) (sum float64) {
	for full, n := range s {
		if base, labels, _ := strings.Cut(full, "{"); base == name && strings.Contains(labels, label) {
			sum += n
		}
	}
	return sum
}

// rangeLabel is the label of a bucket, which is the last of its labels.
var rangeLabel = regexp.MustCompile(`,?range="[^"]*"}$`)

// check returns how a snapshot contradicts itself, or the number of requests:
// at least left have been finished when it was taken, and at most entered begun.
func (s snapshot) check(left, entered int64) (violations []string) {
	requests, inFlight := s[requestsTotal], s["http_requests_in_flight"]
	for name, sum := range map[string]float64{
		"outcomes":                            s.sum("http_outcomes_total", ""),
		"responses and requests of code none": s.sum("http_responses_total", "") + s.sum("http_route_requests_total", `code="none"`),
		"requests of routes":                  s.sum("http_route_requests_total", ""),
	} {
		if sum != requests {
			violations = append(violations, fmt.Sprintf("%s sum to %v of %v requests", name, sum, requests))
		}
	}
	if inFlight < 0 {
		violations = append(violations, fmt.Sprintf("%v requests in flight", inFlight))
	}
	if requests < float64(left) || requests+inFlight > float64(entered) {
		violations = append(violations, fmt.Sprintf("%v requests and %v in flight, of %v that were finished and %v begun",
			requests, inFlight, left, entered))
	}
	return append(violations, s.checkHistograms()...)
}

// checkHistograms returns which histograms' counts are not the sums of their
// buckets.
func (s snapshot) checkHistograms() (violations []string) {
	buckets := map[string]float64{}
	for name, n := range s {
		base, labels, _ := strings.Cut(name, "{")
		if base, ok := strings.CutSuffix(base, "_bucket"); ok {
			buckets[series(base+"_count", rangeLabel.ReplaceAllString(labels, "}"))] += n
		}
	}
	for name, n := range s {
		base, labels, _ := strings.Cut(name, "{")
		if strings.HasSuffix(base, "_duration_seconds_count") && buckets[series(base, labels)] != n {
			violations = append(violations, fmt.Sprintf("%s is %v, its buckets sum to %v",
				name, n, buckets[series(base, labels)]))
		}
		delete(buckets, series(base, labels))
	}
	for name, n := range buckets {
		violations = append(violations, fmt.Sprintf("%s is missing, its buckets sum to %v", name, n))
	}
	whole, routes := s["http_request_duration_seconds_count"], s.sum("http_route_duration_seconds_count", "")
	if whole != routes || whole > s[requestsTotal] {
		violations = append(violations, fmt.Sprintf("%v durations, %v of routes, of %v requests",
			whole, routes, s[requestsTotal]))
	}
	return violations
}

// series is the name with its labels, which end with a brace.
func series(name, labels string) string {
	if labels == "" || labels == "}" {
		return name
	}
	return name + "{" + labels
}
