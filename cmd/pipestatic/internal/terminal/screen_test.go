package terminal

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// A slowWriter takes a text when it is told to.
type slowWriter struct {
	took  []string
	takes chan error
}

func (w *slowWriter) Write(text []byte) (int, error) {
	if err := <-w.takes; err != nil {
		return 0, err
	}
	w.took = append(w.took, string(text))
	return len(text), nil
}

// Of frames that come while the terminal takes nothing, only the newest is shown;
// what enters and leaves the screen always is.
func TestSlowTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &slowWriter{takes: make(chan error)}
		s := newScreen(w, func(err error) { t.Error(err) })
		s.command("<enter>")
		synctest.Wait()
		for _, frame := range []string{"1", "2", "3"} {
			s.show(frame)
		}
		s.flush() // gives up
		w.takes <- nil
		w.takes <- nil
		s.show("4")
		synctest.Wait()
		s.show("5")
		s.command("<leave>")
		w.takes <- nil
		w.takes <- nil
		s.flush()
		if want := []string{"<enter>", "3", "4", "<leave>"}; !slices.Equal(w.took, want) {
			t.Errorf("got %q, want %q", w.took, want)
		}
	})
}

// A terminal that has gone is told once, and is written to no more.
func TestTerminalThatHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("input/output error")
		var failures []error
		w := &slowWriter{takes: make(chan error)}
		s := newScreen(w, func(err error) { failures = append(failures, err) })
		s.show("1")
		w.takes <- gone
		synctest.Wait()
		s.show("2")
		s.flush()
		if len(failures) != 1 || !errors.Is(failures[0], gone) || len(w.took) > 0 {
			t.Errorf("got %v, %q", failures, w.took)
		}
	})
}
