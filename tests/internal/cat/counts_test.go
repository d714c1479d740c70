package cat

import "testing"

const snapshot = "pipestatic_process{program=\"p\"}: 1\n" +
	"pipestatic_start_time_seconds: 1790000000.5\n" +
	"pipestatic_gauges: 1\nload: 2.0\n" +
	"pipestatic_counters: 2\nrequests: 3\nsignups: 7\n" +
	"pipestatic_bins: 0\n" +
	"pipestatic_bytes: 175\n"

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		what, text string
		want       Counts
	}{
		{"one snapshot", snapshot, Counts{Whole: 1}},
		{"nothing", "", Counts{Empty: 1}},
		{"two", snapshot + snapshot, Counts{Glued: 1}},
		{"the beginning", snapshot[:60], Counts{Torn: 1}},
		{"the end", snapshot[60:], Counts{Torn: 1}},
		{"without its last newline", snapshot[:len(snapshot)-1], Counts{Torn: 1}},
		{"a piece missing", snapshot[:90] + snapshot[92:], Counts{Torn: 1}},
		{"a count that lies", "pipestatic_process{program=\"p\"}: 1\na: 1\n" +
			"pipestatic_gauges: 9\nb: 1\nc: 1\nd: 1\ne: 1\n", Counts{Torn: 1}},
		{"a count below zero", "pipestatic_process{program=\"p\"}: 1\na: 1\n" +
			"pipestatic_gauges: -9\nb: 1\nc: 1\nd: 1\ne: 1\n", Counts{Torn: 1}},
	} {
		var c Counts
		if c.Judge([]byte(test.text)); c != test.want {
			t.Errorf("%s: got %+v, want %+v", test.what, c, test.want)
		}
	}
}
