package terminal

import (
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/pty"
)

func modes(t *testing.T, f *os.File) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(f.Fd()), getModes)
	if err != nil {
		t.Fatal(err)
	}
	return *m
}

// shown returns what the terminal was told, to the text that leaves the screen.
func shown(t *testing.T, person *os.File) (text string) {
	t.Helper()
	some := make([]byte, 1000)
	for !strings.HasSuffix(text, leave) {
		n, err := person.Read(some)
		if err != nil {
			t.Fatalf("%v after %q", err, text)
		}
		text += string(some[:n])
	}
	return text
}

// However a program ends, the terminal is as it was.
func TestRestored(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(term *Terminal)
	}{
		{"closed", func(term *Terminal) { term.Close(); term.Close() }},
		{"panicked", func(term *Terminal) {
			defer func() { _ = recover() }()
			defer term.Close()
			panic("a mistake")
		}},
		{"closed after the other end's modes were changed", func(term *Terminal) {
			_ = set(int(term.in.Fd()), raw(raw(term.found)))
			term.Close()
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			person, program := pty.Open(t)
			found := modes(t, program)
			term, err := Open(program, program)
			if err != nil {
				t.Fatal(err)
			}
			if m := modes(t, program); m.Lflag&(unix.ICANON|unix.ECHO) != 0 {
				t.Error("keys do not come one by one")
			}
			term.Show("a frame")
			term.screen.flush()
			tt.end(term)
			if m := modes(t, program); m != found {
				t.Errorf("found %+v, left %+v", found, m)
			}
			if got, want := shown(t, person), enter+"a frame"+leave; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestEvents(t *testing.T) {
	person, program := pty.Open(t)
	term, err := Open(program, program)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Close()
	kill := func(s unix.Signal) func() error {
		return func() error { return unix.Kill(os.Getpid(), s) }
	}
	press := func(text string) func() error {
		return func() error {
			_, err := io.WriteString(person, text)
			return err
		}
	}
	for _, tt := range []struct {
		name string
		do   func() error
		want Event
	}{
		{"a letter", press("q"), Key('q')},
		{"an arrow", press("\x1b[A"), Up},
		{"Enter", press("\r"), Enter},
		{"^Z", press("\x1a"), Suspended{}},
		{"^S, which would freeze the screen", press("\x13"), Key(0x13)},
		{`^\, which would print a dump`, press("\x1c"), Key(0x1c)},
		{"SIGWINCH", kill(unix.SIGWINCH), Resized{}},
		{"SIGCONT", kill(unix.SIGCONT), Continued{}},
		{"SIGTERM", kill(unix.SIGTERM), Ended{Signal: unix.SIGTERM}},
		{"SIGHUP", kill(unix.SIGHUP), Ended{Signal: unix.SIGHUP}},
	} {
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		if got := <-term.Events(); got != tt.want {
			t.Errorf("%s: got %#v, want %#v", tt.name, got, tt.want)
		}
	}
	person.Close()
	if got, ok := (<-term.Events()).(Ended); !ok || got.Err == nil {
		t.Errorf("without anybody there: %#v", got)
	}
}

func TestSize(t *testing.T) {
	person, program := pty.Open(t)
	term, err := Open(program, program)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Close()
	if columns, lines := term.Size(); columns != 80 || lines != 24 {
		t.Errorf("not told: %dx%d", columns, lines)
	}
	size := unix.Winsize{Col: 132, Row: 43}
	if err := unix.IoctlSetWinsize(int(person.Fd()), unix.TIOCSWINSZ, &size); err != nil {
		t.Fatal(err)
	}
	if columns, lines := term.Size(); columns != 132 || lines != 43 {
		t.Errorf("got %dx%d", columns, lines)
	}
}

func TestNoTerminal(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	_, program := pty.Open(t)
	for _, ends := range [][2]*os.File{{file, file}, {program, file}, {file, program}} {
		if _, err := Open(ends[0], ends[1]); err != ErrNotTerminal {
			t.Errorf("got %v", err)
		}
	}
	if !Is(program) || Is(file) {
		t.Error("what a terminal is")
	}
}
