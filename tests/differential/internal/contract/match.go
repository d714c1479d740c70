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

// Mismatch tells in what the record of one request differs from the verdict that
// the contract asks for. The same is said of failures that are alike.
func Mismatch(allowed []Verdict, outcomes, codes Counts) string {
	got, want := Verdict{only(outcomes), only(codes)}, allowed[0]
	for _, v := range allowed {
		if v.Outcome == got.Outcome {
			return fmt.Sprintf("code of %s: recorded %s, want %s",
				got.Outcome, codeKind(got.Code, v.Code), codeKind(v.Code, got.Code))
		}
	}
	if byStatus(got.Outcome) && byStatus(want.Outcome) {
		return fmt.Sprintf("outcome: recorded %s, want %s", got.Outcome, want.Outcome)
	}
	return fmt.Sprintf("outcome: recorded %s, want %s", outcomeKind(got.Outcome), outcomeKind(want.Outcome))
}

// only returns the name of the one that is counted.
func only(c Counts) string {
	for name, n := range c {
		if n != 0 {
			return name
		}
	}
	return ""
}

func byStatus(outcome string) bool {
	return outcome == OK || outcome == ClientError || outcome == ServerError
}

func outcomeKind(outcome string) string {
	if byStatus(outcome) {
		return "that of the status"
	}
	return outcome
}

func codeKind(code, other string) string {
	switch {
	case code == None:
		return None
	case other == None || other == Any:
		return "a status"
	}
	return "another status"
}
