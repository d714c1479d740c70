package aggregator

import (
	"encoding/json"
	"testing"
)

func TestVars(t *testing.T) {
	e := newEra()
	r := e.reads(
		says(1, older, "gauge load: 0.5", "gauge odd: NaN", "gauge odder: -Inf", "cmdline: 5", "a: 1"),
		saysAs("jobs", 2, older, "gauge load: 1.5", `a{b="c"}: 9223372036854775807`),
		&process{state: foreign, pid: 3, reason: "a: 2\n"},
		not(slow, 4))
	for raw, want := range map[string]string{
		"": `{"cmdline": ["jobs,web"],
"a": 3,
"a{b=\"c\"}": 9223372036854775807,
"load": 2.0}
`,
		"program=web": `{"cmdline": ["web"],
"a": 1,
"load": 0.5}
`,
		"program=": `{"cmdline": [""],
"a": 2}
`,
		"match=lo*": `{"cmdline": ["jobs,web"],
"load": 2.0}
`,
		"match=none": `{"cmdline": ["jobs,web"]}
`,
	} {
		q, _ := parseQuery(raw)
		got := string(varsJSON(r, q))
		if got != want {
			t.Errorf("%s: got\n%s, want\n%s", raw, got, want)
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(got), &body); err != nil {
			t.Error(err)
		}
	}
}
