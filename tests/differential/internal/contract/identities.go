package contract

import "fmt"

// Identities returns what in a record contradicts itself. No request is served
// any more.
func (r Recorded) Identities() (wrong []string) {
	same := func(what string, a, b int64) {
		if a != b {
			wrong = append(wrong, fmt.Sprintf("%s: %d and %d", what, a, b))
		}
	}
	same("outcomes sum to requests", r.Outcomes.sum(), r.Requests)
	same("responses and none sum to requests", r.Responses.sum()+r.Codes[None], r.Requests)
	same("requests by route sum to requests", r.Routes.sum(), r.Requests)
	same("in flight is 0", r.InFlight, 0)
	same("durations by route sum to durations", r.RouteDurations, r.Durations)
	for code, n := range r.Codes {
		if code != None {
			same("responses "+code+" by route sum to responses", n, r.Responses[code])
		}
	}
	for _, o := range Outcomes {
		if _, ok := r.Outcomes[o]; !ok {
			wrong = append(wrong, "no outcome "+o)
		}
	}
	return wrong
}
