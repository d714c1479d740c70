package top

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// A Source takes a reading. It gives up when ctx is done.
type Source func(ctx context.Context) (Reading, error)

// A Live top reads again and again, and shows it on a terminal. A reading is made in
// a goroutine of its own: one that is slow keeps no key waiting, and none is
// begun while another is under way.
type Live struct {
	Terminal *terminal.Terminal
	Read     Source
	Model    *Model
	Screen   *Screen

	reading bool
	answers chan answer
	view    View
}

type answer struct {
	Reading
	err      error
	panicked string
}

// Run returns when the user quits (a zero Ended), at a signal, when the terminal has
// gone, and when ctx is done. It leaves it to the caller to close the terminal.
func (l *Live) Run(ctx context.Context) terminal.Ended {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.answers = make(chan answer, 1) // so that the last one need not be waited for
	ticker := time.NewTicker(l.Screen.Every)
	defer ticker.Stop()
	l.read(ctx)
	for {
		l.show()
		select {
		case event := <-l.Terminal.Events():
			if ended := l.handle(ctx, event); ended != nil {
				return *ended
			}
		case a := <-l.answers:
			l.take(a)
		case <-ticker.C:
			l.read(ctx)
		case <-ctx.Done():
			return terminal.Ended{Err: ctx.Err()}
		}
	}
}

func (l *Live) show() {
	width, height := l.Terminal.Size()
	l.Terminal.Show(l.Screen.Frame(&l.view, width, height))
}

// handle returns how it ended, if it did.
func (l *Live) handle(ctx context.Context, event terminal.Event) *terminal.Ended {
	var err error
	switch event := event.(type) {
	case terminal.Ended:
		return &event
	case terminal.Suspended:
		err = l.Terminal.Suspend()
	case terminal.Continued:
		err = l.Terminal.Resume()
	case terminal.Key:
		switch l.Screen.Press(event, &l.view) {
		case Quit:
			return &terminal.Ended{}
		case Read:
			l.read(ctx)
		}
		l.look()
	}
	if err != nil {
		return &terminal.Ended{Err: err}
	}
	return nil
}

// read begins a reading.
func (l *Live) read(ctx context.Context) {
	if l.reading {
		return
	}
	l.reading = true
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a.panicked = fmt.Sprintf("%v\n\n%s", r, debug.Stack())
			}
			l.answers <- a
		}()
		a.Reading, a.err = l.Read(ctx)
	}()
}

// take takes what a reading brought. A panic goes on here, where it meets whoever
// restores the terminal: in the other goroutine it would end the program before.
func (l *Live) take(a answer) {
	l.reading = false
	if a.panicked != "" {
		panic(a.panicked)
	}
	if l.Screen.Err = a.err; a.err == nil {
		l.Model.Take(a.Reading)
	}
	l.look()
}

func (l *Live) look() { l.view = l.Model.View(l.Screen.Pick) }
