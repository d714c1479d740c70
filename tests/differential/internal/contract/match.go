package contract

import (
	"fmt"
	"maps"
	"strings"
)

// Match reports whether the outcomes and codes that are recorded are those of
// requests with these verdicts, one allowed set for each request.
func Match(allowed [][]Verdict, outcomes, codes Counts) bool {
	return match(allowed, maps.Clone(outcomes), maps.Clone(codes))
}

// match tries the verdicts of the first request, and then those of the others.
// Those that allow all come last: they take what is left.
func match(allowed [][]Verdict, outcomes, codes Counts) bool {
	if len(allowed) == 0 {
		return outcomes.sum() == 0 && codes.sum() == 0
	}
	verdicts := allowed[0]
	if verdicts == nil {
		for _, o := range Outcomes {
			verdicts = append(verdicts, Verdict{o, Any})
		}
	}
	for _, v := range verdicts {
		for code := range maps.Clone(codes) {
			if v.Code != Any && v.Code != code || codes[code] == 0 || outcomes[v.Outcome] == 0 {
				continue
			}
			outcomes[v.Outcome]--
			codes[code]--
			if match(allowed[1:], outcomes, codes) {
				return true
			}
			outcomes[v.Outcome]++
			codes[code]++
		}
	}
	return false
}

// Text returns allowed verdicts as text.
func Text(verdicts []Verdict) string {
	if verdicts == nil {
		return "anything"
	}
	if len(verdicts) > 3 {
		return Text(verdicts[:1]) + ", or by what was written"
	}
	var all []string
	for _, v := range verdicts {
		all = append(all, fmt.Sprintf("%s %s", v.Outcome, v.Code))
	}
	return strings.Join(all, " or ")
}
