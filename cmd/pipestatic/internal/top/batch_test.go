package top

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// readings returns one after the other, and then the error.
func readings(err error, all ...[]Process) Source {
	return func(context.Context) (Reading, error) {
		if len(all) == 0 {
			return Reading{}, err
		}
		next := Reading{At: noon, Processes: all[0]}
		all = all[1:]
		return next, nil
	}
}

func TestBatch(t *testing.T) {
	failed := errors.New("open /pipes: permission denied")
	for _, tt := range []struct {
		name  string
		times int
		want  string
		err   error
	}{
		{"none means one", 0, "1 process\n", nil},
		{"one", 1, "1 process\n", nil},
		{"two", 2, "1 process\n2 processes\n", nil},
		{"more than can be had", 3, "1 process\n2 processes\n", failed},
	} {
		var out strings.Builder
		b := Batch{
			Read:  readings(failed, list(serving(1, 1, 0)), list(serving(1, 1, 0), serving(2, 1, 0))),
			Model: NewModel(nil), Write: counting, Out: &out, Every: time.Millisecond, Times: tt.times,
		}
		if _, err := b.Run(t.Context()); !errors.Is(err, tt.err) || out.String() != tt.want {
			t.Errorf("%s: got %v, %q, want %v, %q", tt.name, err, &out, tt.err, tt.want)
		}
	}
}

// A batch that waits for its next reading ends with its context.
func TestBatchEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out strings.Builder
	b := Batch{
		Read:  readings(nil, list(serving(1, 1, 0))),
		Model: NewModel(nil), Write: counting, Out: &out, Every: time.Hour, Times: 2,
	}
	ended := make(chan error)
	go func() {
		_, err := b.Run(ctx)
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestText(t *testing.T) {
	v := busy()
	var b strings.Builder
	if err := Text(&b, &v); err != nil {
		t.Fatal(err)
	}
	want := strings.TrimPrefix(`
pipestatic top  12:00:02  2 ok, 1 stopped  last 2.0 s
20.00 req/s  5.00 % errors  p50 4.5 ms  p90 4.9 ms  p99 5 ms  4 in flight

PROGRAM  ANSWER  REQ/S  ERR%  FLIGHT     P50     P90   P99
shop     2/2     20.00  5.00       4  4.5 ms  4.9 ms  5 ms
mill     0/1         –     –       –       –       –     –

PID  STATE      AGE  USER  PROGRAM  REQ/S  ERR%  FLIGHT     P50     P90   P99
1    ok       1m42s  web   shop     20.00  5.00       2  4.5 ms  4.9 ms  5 ms
2    ok       1m42s  web   shop         0     –       2       –       –     –
3    stopped  1m42s  web   mill         –     –       –       –       –     –

ROUTE  PROGRAM  REQ/S  ERR%  FLIGHT     P50     P90   P99
/a     shop     20.00  5.00          4.5 ms  4.9 ms  5 ms

`, "\n")
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestJSON(t *testing.T) {
	slow := serving(7, 0, 0).was("slow")
	slow.File, slow.Reason, slow.Start = "/pipes/7-2.stats", `no "end"`, 0
	v := view(Pick{}, list(slow, serving(1, 100, 10)))
	var b strings.Builder
	if err := JSON(&b, &v); err != nil {
		t.Fatal(err)
	}
	traffic := `"errors":0.1,"in_flight":2,"p50":0.0045,"p90":0.0049,"p99":0.00499,`
	want := strings.ReplaceAll(`{"complete":false,"mean":true,"processes":[
{"age_seconds":100,`+traffic+`"pid":1,"pipe":"1","program":"shop","reason":"",
"requests_per_second":1,"state":"ok","user":"web"},
{"age_seconds":null,"errors":null,"in_flight":null,"p50":null,"p90":null,"p99":null,
"pid":7,"pipe":"7-2","program":"","reason":"no \"end\"","requests_per_second":null,
"state":"slow","user":"web"}],
"programs":[{"answering":1,`+traffic+`"processes":1,"program":"shop","requests_per_second":1}],
"routes":[{"errors":0.1,"p50":0.0045,"p90":0.0049,"p99":0.00499,"program":"shop",
"requests_per_second":1,"route":"/a"}],
"seconds":0,"timestamp":1777636800,"total":{`+traffic+`"requests_per_second":1}}`, "\n", "") + "\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
