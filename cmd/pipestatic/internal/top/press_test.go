package top

import (
	"errors"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

const (
	up, down, enter, escape = terminal.Up, terminal.Down, terminal.Enter, terminal.Escape
	tab, backTab            = terminal.Tab, terminal.BackTab
	leftKey, rightKey       = terminal.Left, terminal.Right
	backspace               = terminal.Backspace
)

// typed are the keys of a text.
func typed(text string) (keys []terminal.Key) {
	for _, r := range text {
		keys = append(keys, terminal.Key(r))
	}
	return keys
}

func keys(all ...any) (list []terminal.Key) {
	for _, one := range all {
		switch one := one.(type) {
		case string:
			list = append(list, typed(one)...)
		case terminal.Key:
			list = append(list, one)
		}
	}
	return list
}

// hosts has three processes in two programs.
func hosts() *Model {
	other := serving(13, 40, 0)
	other.Program, other.Values[`http_route_requests_total{method="GET",route="/b",code="200"}`] =
		"mill", "9"
	m := NewModel(nil)
	m.Take(Reading{At: noon, Processes: list(serving(2, 100, 10), serving(11, 300, 0), other)})
	return m
}

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys []terminal.Key
		want string // the rows of the table that the user is at, the selected one marked
	}{
		{"by requests", keys(), ">shop mill"},
		{"down", keys(down), "shop >mill"},
		{"no further", keys("jjjk"), ">shop mill"},
		{"the next table", keys(tab), ">11 2 13"},
		{"and back", keys(tab, tab, backTab), ">11 2 13"},
		{"reversed", keys(tab, "r"), ">13 2 11"},
		{"by the column to the left", keys(tab, leftKey), ">13 2 11"},
		{"by pid, as numbers", keys(tab, "<<<<<"), ">2 11 13"},
		{"and back to requests", keys(tab, "<>"), ">11 2 13"},
		{"by error share", keys(tab, rightKey), ">2 13 11"},
		{"what is selected stays so", keys(tab, down, "r"), "13 >2 11"},
		{"a filter", keys(tab, "/il", enter), ">13"},
		{"typed wrong", keys(tab, "/x", backspace, "MILL"), ">13"},
		{"erased", keys(tab, "/x", terminal.Key('U'-'@')), ">11 2 13"},
		{"given up", keys(tab, "/il", escape), ">11 2 13"},
		{"taken back", keys(tab, "/il", enter, escape), ">11 2 13"},
		{"nothing matches", keys(tab, "/no"), ""},
		{"a program", keys(down, enter, tab), ">13"},
		{"its routes", keys(down, enter, backTab), ">/a /b"},
		{"a process", keys(tab, down, enter), ">2"},
		{"all again", keys(tab, down, enter, escape), "11 >2 13"},
		{"letters while a filter is typed are no commands", keys(tab, "/q"), ""},
		{"help, and any key", keys(tab, "?r"), ">11 2 13"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, s := hosts(), &Screen{}
			v := m.View(s.Pick)
			for _, key := range tt.keys {
				if s.Press(key, &v) == Quit {
					t.Fatal("it quits")
				}
				v = m.View(s.Pick)
			}
			if got := s.marked(&v); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func (s *Screen) marked(v *View) string {
	var names []string
	rows := s.rows(v, s.focus)
	for i, r := range rows {
		name := [tables]string{r.Program, r.Pipe, r.Route}[s.focus]
		if i == s.selected(rows, s.focus) {
			name = ">" + name
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func TestActions(t *testing.T) {
	for _, tt := range []struct {
		keys []terminal.Key
		want Action
	}{
		{keys("q"), Quit}, {keys("Q"), Quit}, {keys("?q"), Quit}, {keys(" "), Read}, {keys("z"), Nothing},
		{keys("c"), Nothing}, {keys(enter), Nothing},
	} {
		s, v, got := &Screen{}, View{}, Nothing
		for _, key := range tt.keys {
			got = s.Press(key, &v)
		}
		if got != tt.want {
			t.Errorf("%q: got %v, want %v", tt.keys, got, tt.want)
		}
	}
}

// What the user has chosen is told, and so is why nothing new comes.
func TestTheChoiceIsTold(t *testing.T) {
	m, s := hosts(), &Screen{Pick: Pick{Program: "mill", Pipe: "13"}}
	v := m.View(s.Pick)
	for _, key := range keys("/b", enter) {
		s.Press(key, &v)
	}
	if got, want := seen(s.Frame(&v, 80, 24)),
		"\nonly program mill, process 13, filter b (Esc: more)\n"; !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got)
	}
	s.Press('/', &v)
	got, want := seen(s.Frame(&v, 80, 24)), "\nfilter: b_  Enter keep  Esc all"
	if !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got)
	}
	s.Err = errors.New("open /pipes: permission denied")
	if got := seen(s.Frame(&v, 80, 24)); !strings.Contains(got, "\nopen /pipes: permission denied\n") {
		t.Errorf("no error in\n%s", got)
	}
	s.typing, s.help = false, true
	if got := seen(s.Frame(&v, 80, 24)); !strings.Contains(got, "Any key goes back.") {
		t.Errorf("no help in\n%s", got)
	}
}
