package top

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

var control = regexp.MustCompile(`\x1b\[[?0-9;]*[A-Za-z]`)

// seen is what a frame shows, without how.
func seen(frame string) string {
	lines := strings.Split(control.ReplaceAllString(frame, ""), "\r\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// busy is a host with two programs, one process of which is stopped.
func busy() View {
	other := serving(3, 40, 0)
	other.Program = "mill"
	return view(Pick{},
		list(serving(1, 100, 10), serving(2, 300, 0), other),
		list(serving(1, 140, 12), serving(2, 300, 0), other.was("stopped")))
}

func TestFrame(t *testing.T) {
	v := busy()
	s := &Screen{Every: 2 * time.Second}
	want := strings.TrimPrefix(`
pipestatic top  12:00:02  2 ok, 1 stopped  last 2.0 s
20.00 req/s  5.00 % errors  p99 5 ms  p50 4.5 ms  p90 4.9 ms  4 in flight

 PROGRAM                  ANSWER    vREQ/S   ERR% FLIGHT     P50     P90     P99
>shop                     2/2        20.00   5.00      4  4.5 ms  4.9 ms    5 ms
 mill                     0/1            –      –      –       –       –       –

 PID       STATE      AGE PROGRAM   vREQ/S   ERR% FLIGHT     P50     P90     P99
 1         ok       1m42s shop       20.00   5.00      2  4.5 ms  4.9 ms    5 ms
 2         ok       1m42s shop           0      –      2       –       –       –
 3         stopped  1m42s mill           –      –      –       –       –       –

 ROUTE               PROGRAM        vREQ/S   ERR% FLIGHT     P50     P90     P99
 /a                  shop            20.00   5.00         4.5 ms  4.9 ms    5 ms






q quit  ? help  Tab table  / filter  Enter pick  ←→ sort  r reverse  c mean`, "\n")
	if got := seen(s.Frame(&v, 80, 21)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Where there is little room, the table that the user is at has it, and the columns
// that matter.
func TestSmallFrame(t *testing.T) {
	v := busy()
	s := &Screen{}
	s.Press(terminal.Tab, &v)
	want := strings.TrimPrefix(`
12:00:02  2 ok, 1 stopped
20.00 req/s  5.00 % errors

 PID       STATE     vREQ/S   ERR%
>1         ok         20.00   5.00
 2         ok             0      –
 3         stopped        –      –
q quit  ? help  Tab table  / filter`, "\n")
	if got := seen(s.Frame(&v, 35, 8)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A frame is never larger than the screen, whatever that is, and whatever is in it.
func TestFrameFits(t *testing.T) {
	hostile := serving(4, 1, 0)
	hostile.Program = "\x1b[2J\x07\r\n日本語のプログラム\u202e\u0301\xff"
	hostile.User = strings.Repeat("u", 300)
	v := view(Pick{}, list(serving(1, 1, 0), hostile))
	for width := 1; width < 140; width += 11 {
		for height := 1; height < 40; height += 7 {
			s := &Screen{Color: true}
			for _, keys := range []string{"", "?", "/\x1b", "x"} {
				for _, key := range keys {
					s.Press(terminal.Key(key), &v)
				}
				check(t, s.Frame(&v, width, height), width, height)
			}
		}
	}
}

func check(t *testing.T, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(seen(frame), "\n")
	if len(lines) > height {
		t.Fatalf("%d lines of %d", len(lines), height)
	}
	for _, l := range lines {
		if strings.ContainsFunc(l, terminal.Hidden) || !utf8.ValidString(l) {
			t.Fatalf("%q is shown", l)
		}
		if columns(l) > max(width, 34) { // below that, names and numbers have no room
			t.Fatalf("%d columns of %d: %s", columns(l), width, l)
		}
	}
}

func TestWidth(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  string
	}{
		{"shop", 6, "shop  "}, {"shop", 4, "shop"}, {"shopping", 4, "sho~"},
		{"日本語", 6, "日本語"},
		{"日本語", 5, "日本~"}, {"日本語", 4, "日~ "}, {"shop", 0, ""},
	} {
		if got := left(tt.text, tt.width); got != tt.want {
			t.Errorf("%s in %d: got %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestColors(t *testing.T) {
	v := busy()
	stopped, colored := "stopped", "\x1b[33mstopped\x1b[0m"
	for _, color := range []bool{false, true} {
		frame := (&Screen{Color: color}).Frame(&v, 80, 24)
		if strings.Contains(frame, colored) != color || !strings.Contains(frame, stopped) {
			t.Errorf("color %v: %q", color, frame)
		}
	}
}

func TestNothingToShow(t *testing.T) {
	for _, tt := range []struct {
		view View
		want string
	}{
		{View{}, "reading ..."},
		{view(Pick{}, nil), "no pipes in /tmp/stats-pipe\nstart a program with stats," +
			" or set PIPESTATIC_DIR to where its pipe is"},
	} {
		s := &Screen{Where: "/tmp/stats-pipe"}
		if got := seen(s.Frame(&tt.view, 80, 10)); !strings.Contains(got, "\n"+tt.want+"\n") {
			t.Errorf("no %s in\n%s", tt.want, got)
		}
	}
}
