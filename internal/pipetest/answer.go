package pipetest

import (
	"io"
	"os"
	"strings"
)

// An Answer is what a writer does for one reader, from when the pipe is open
// until it closes it. stop is closed when the test ends.
type Answer func(pipe *os.File, stop <-chan struct{})

// Text writes text. Two frames in it are what glued snapshots look like, a
// piece of one is a torn one, and wrong counts in its heads are a lie.
func Text(text string) Answer {
	return func(pipe *os.File, _ <-chan struct{}) { write(pipe, text) }
}

// Half writes the first half of text and keeps the pipe open.
func Half(text string) Answer {
	return func(pipe *os.File, stop <-chan struct{}) {
		write(pipe, text[:len(text)/2])
		<-stop
	}
}

// Slow opens the pipe and says nothing until release is closed; then it writes
// text. With nil it never does.
func Slow(text string, release <-chan struct{}) Answer {
	return func(pipe *os.File, stop <-chan struct{}) {
		select {
		case <-release:
			write(pipe, text)
		case <-stop:
		}
	}
}

// Endless writes piece again and again, for as long as somebody reads.
func Endless(piece string) Answer {
	block := strings.Repeat(piece, 1+(64<<10)/len(piece))
	return func(pipe *os.File, _ <-chan struct{}) {
		for write(pipe, block) {
		}
	}
}

// Nothing closes the pipe without a word: what a reader sees when another one
// took the snapshot.
func Nothing() Answer { return Text("") }

// InTurn gives the first reader the first answer, and so on; the last answer
// is for all who come later.
func InTurn(answers ...Answer) Answer {
	return func(pipe *os.File, stop <-chan struct{}) {
		answers[0](pipe, stop)
		if len(answers) > 1 {
			answers = answers[1:]
		}
	}
}

// write reports whether the reader took it all.
func write(pipe *os.File, text string) bool {
	_, err := io.WriteString(pipe, text)
	return err == nil
}
