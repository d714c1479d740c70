//go:build unix

package pipetest

import (
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
)

// A Writer serves a pipe until the test ends.
type Writer struct {
	// Opened counts how often a reader was there to open the pipe for.
	Opened atomic.Int64

	dir, name string
	kind      Kind
	answer    Answer

	// Each FIFO has a second name in here, by which Stop finds the writer,
	// whatever became of the path: 0 and 1 in turn.
	hidden string
	made   int

	stop chan struct{}
	done chan struct{}
}

// Serve serves a pipe called name in dir. It can be opened when Serve returns.
func Serve(t testing.TB, dir, name string, kind Kind, answer Answer) *Writer {
	t.Helper()
	w := &Writer{
		dir: dir, name: name, kind: kind, answer: answer,
		hidden: t.TempDir(), stop: make(chan struct{}), done: make(chan struct{}),
	}
	current, err := w.fresh()
	if err != nil {
		t.Fatal(err)
	}
	go w.serve(current)
	t.Cleanup(w.Stop)
	return w
}

// Stop ends the writer, and leaves its pipe behind. It may be called twice.
func (w *Writer) Stop() {
	select {
	case <-w.stop:
	default:
		close(w.stop)
	}
	for i := 0; ; i++ {
		select {
		case <-w.done:
			return
		default:
			wake(w.hide(i))
		}
	}
}

func (w *Writer) hide(n int) string { return filepath.Join(w.hidden, strconv.Itoa(n%2)) }

func (w *Writer) serve(current string) {
	defer close(w.done)
	for w.once(&current) {
	}
}

// once waits for a reader and answers it. It reports whether to go on.
func (w *Writer) once(current *string) bool {
	pipe, err := os.OpenFile(*current, os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	defer pipe.Close()
	select {
	case <-w.stop:
		return false
	default:
	}
	w.Opened.Add(1)
	if w.kind != Foreign {
		if *current, err = w.fresh(); err != nil {
			return false
		}
	}
	w.answer(pipe, w.stop)
	return true
}

// fresh makes a FIFO and renames it over the path. It returns its second name.
func (w *Writer) fresh() (hidden string, err error) {
	hidden = w.hide(w.made)
	w.made++
	_ = os.Remove(hidden) // of the last but one
	if err = makeFIFO(hidden, w.kind); err != nil {
		return "", err
	}
	temp := filepath.Join(w.dir, "."+w.name)
	if err = os.Link(hidden, temp); err != nil {
		return "", err
	}
	return hidden, os.Rename(temp, filepath.Join(w.dir, w.name))
}
