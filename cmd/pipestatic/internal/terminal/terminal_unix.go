//go:build unix

package terminal

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"

	"golang.org/x/sys/unix"
)

// What enters and leaves the full screen: its own buffer, no cursor, and lines
// that end at the edge, whatever width the terminal gives to a strange rune.
const (
	enter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J"
	leave = "\x1b[?7h\x1b[0m\x1b[?25h\x1b[?1049l"
)

// A Terminal is open until Close. Its methods are for one goroutine.
type Terminal struct {
	in, out *os.File
	found   unix.Termios // when we came
	entered bool
	events  chan Event
	signals chan os.Signal
	done    chan struct{}
	screen  *screen
	close   sync.Once
}

// Open enters the full screen.
func Open(in, out *os.File) (*Terminal, error) {
	found, err := unix.IoctlGetTermios(int(in.Fd()), getModes)
	if err != nil || !Is(out) {
		return nil, ErrNotTerminal
	}
	t := &Terminal{
		in: in, out: out, found: *found,
		events: make(chan Event), signals: make(chan os.Signal, 16),
		done: make(chan struct{}),
	}
	t.screen = newScreen(out, func(err error) { t.emit(Ended{Err: err}) })
	signal.Notify(t.signals, unix.SIGWINCH, unix.SIGCONT,
		unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT)
	if err := t.Resume(); err != nil {
		t.Close()
		return nil, err
	}
	go t.translate()
	go t.read()
	return t, nil
}

// Events is what happens, in order. It is never closed: after an Ended, close the
// terminal.
func (t *Terminal) Events() <-chan Event { return t.events }

func (t *Terminal) emit(e Event) {
	select {
	case t.events <- e:
	case <-t.done:
	}
}

// translate turns signals into events.
func (t *Terminal) translate() {
	for {
		select {
		case s := <-t.signals:
			t.emit(meaning(s))
		case <-t.done:
			return
		}
	}
}

func meaning(s os.Signal) Event {
	switch s {
	case unix.SIGWINCH:
		return Resized{}
	case unix.SIGCONT:
		return Continued{}
	}
	return Ended{Signal: s}
}

// read reads keys until the terminal has gone. A read that waits cannot be
// taken back: the goroutine ends with the next key, or with the program.
func (t *Terminal) read() {
	chunks := make(chan []byte)
	go decode(chunks, t.press)
	defer close(chunks)
	for {
		chunk := make([]byte, 256)
		n, err := t.in.Read(chunk)
		if n > 0 {
			chunks <- chunk[:n]
		}
		if err != nil {
			if err != io.EOF {
				err = fmt.Errorf("reading keys: %w", err)
			}
			t.emit(Ended{Err: err})
			return
		}
	}
}

// Size is how many columns and lines there are: 80 and 24 where the terminal does
// not say.
func (t *Terminal) Size() (columns, lines int) {
	size, err := unix.IoctlGetWinsize(int(t.out.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 || size.Row == 0 {
		return 80, 24
	}
	return int(size.Col), int(size.Row)
}

// Show puts a frame on the screen, in one write. It does not wait for that: a
// terminal that is slow gets the newest frame when it has taken the one before.
func (t *Terminal) Show(frame string) { t.screen.show(frame) }

// Close leaves the full screen, and restores the modes. It may be called twice.
func (t *Terminal) Close() {
	t.close.Do(func() {
		t.restore()
		close(t.done)
		signal.Stop(t.signals)
	})
}
