//go:build unix

package main

import "testing"

func TestCatForPrograms(t *testing.T) {
	t.Parallel()
	dir := twoPrograms(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"cat"}, `1073741824-2	jobs	load	2
1073741824-2	jobs	jobs_total	9223372036854775807
1073741824	web	load	0.5
1073741824	web	http_request_duration_seconds_count	3
1073741824	web	http_request_duration_seconds_sum	0.02
1073741824	web	http_requests_total	3
1073741824	web	http_request_duration_seconds p50	0.0063
1073741824	web	http_request_duration_seconds p90	0.0125
1073741824	web	http_request_duration_seconds p99	0.0125
1073741824	web	http_request_duration_seconds p99.9	0.0125
`},
		{[]string{"cat", "-sum", "-match", "load", "-match", "*_total"}, `load	2.5
http_requests_total	3
jobs_total	9223372036854775807
`},
		{[]string{"cat", "web", "-sum", "-match", "load"}, "load	0.5\n"},
		{[]string{"cat", "1073741824-2", "-match", "j*"},
			"1073741824-2	jobs	jobs_total	9223372036854775807\n"},
		{[]string{"cat", "-match", "l*", "jobs", "1073741824"},
			"1073741824-2	jobs	load	2\n1073741824	web	load	0.5\n"},
		{[]string{"cat", "-sum", "-match", "*_seconds"}, `http_request_duration_seconds p50	0.0063
http_request_duration_seconds p90	0.0125
http_request_duration_seconds p99	0.0125
http_request_duration_seconds p99.9	0.0125
`},
		// The bins are there for those who ask for nothing else.
		{[]string{"cat", "-sum", "-match", "*_bucket*"},
			`http_request_duration_seconds_bucket{range="0.005..0.0063"}	2
http_request_duration_seconds_bucket{range="0.01..0.0125"}	1
`},
	} {
		expect(t, dir, test.args, exitOK, test.want, "")
	}
}

func TestCatInJSON(t *testing.T) {
	t.Parallel()
	dir := twoPrograms(t)
	tally := `"processes":{"read":1,"slow":0,"dead":0,"foreign":0,"torn":0,"refused":0,` +
		`"complete":true},"gauges":["load"]`
	expect(t, dir, []string{"cat", "-json", "jobs"}, exitOK, `{"timestamp":T,`+tally+
		`,"each":[{"file":"DIR/1073741824-2.stats","pid":1073741824,"program":"jobs","user":"ME",`+
		`"start":1790000000.5,"state":"ok","stats":2,"bytes":N,"ms":N,`+
		`"values":{"jobs_total":9223372036854775807,"load":2}}]}`+"\n", "")
	expect(t, dir, []string{"cat", "-json", "-sum", "web", "-match", "load",
		"-match", "http_request_duration_seconds"}, exitOK, `{"timestamp":T,"stats":{"load":0.5},`+
		`"quantiles":{"http_request_duration_seconds":`+
		`{"p50":0.0063,"p90":0.0125,"p99":0.0125,"p999":0.0125}},`+tally+"}\n", "")
}

func TestCatSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	expect(t, troubled(t), []string{"cat", "-match", "load"}, exitMissing,
		"1073741824-2	jobs	load	2\n1073741824	web	load	0.5\n",
		`pipestatic: x is refused: not a name of a pipe
pipestatic: 1073741824-4 is slow: it is open, and nothing comes; try again
pipestatic: 1073741824-5 is torn: not one whole snapshot; try again
pipestatic: 1073741824-6 is dead: its process is gone
`)
}

// Who asks for one process does not hear of others.
func TestCatOfOne(t *testing.T) {
	t.Parallel()
	dir := troubled(t)
	expect(t, dir, []string{"cat", "jobs", "-match", "load"}, exitOK,
		"1073741824-2	jobs	load	2\n", "")
	expect(t, dir, []string{"cat", "x"}, exitMissing, "",
		"pipestatic: x is refused: not a name of a pipe\n")
}

func TestCatOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	dir := twoPrograms(t)
	expect(t, dir, []string{"cat", "4711", "jobs", "-match", "load"}, exitMissing,
		"1073741824-2	jobs	load	2\n",
		"pipestatic: there is no pipe of 4711; pipestatic ls lists all\n")
	expect(t, dir, []string{"cat", "4711"}, exitNothing, "",
		"pipestatic: there is no pipe of 4711; pipestatic ls lists all\n")
	expect(t, dir, []string{"cat", "-match", "nosuch"}, exitNothing, "",
		"pipestatic: no stat is called that; without -match all are shown\n")
}
