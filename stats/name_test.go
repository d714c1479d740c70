package stats_test

import (
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

func TestName(t *testing.T) {
	for _, test := range []struct {
		family string
		labels []string
		want   string
	}{
		{"jobs", nil, `jobs`},
		{"jobs", []string{"queue", "mail"}, `jobs{queue="mail"}`},
		{"jobs", []string{"a", "1", "b", ""}, `jobs{a="1",b=""}`},
		{"jobs", []string{"a"}, `jobs{a=""}`},
		{"jobs", []string{"a", "1", "b"}, `jobs{a="1",b=""}`},
		{"jobs", []string{"path", `C:\x "y"` + "\n"}, `jobs{path="C:\\x \"y\"\n"}`},
	} {
		if got := stats.Name(test.family, test.labels...); got != test.want {
			t.Errorf("%s %q: got %s, want %s", test.family, test.labels, got, test.want)
		}
	}
}
