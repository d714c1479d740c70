// Package terminal is a full-screen terminal: keys and signals come out as one
// stream of events, frames go in, and every way out leaves it as it was.
//
//	t, err := terminal.Open(os.Stdin, os.Stdout)
//	defer t.Close()
//	for event := range t.Events() { ... t.Show(frame) ... }
//
// Close restores the modes and the screen that Open found; deferred, it does so
// in a panic, too, before the runtime prints that. A panic of another goroutine
// ends the program without it, as SIGKILL does. SIGINT, SIGTERM, SIGHUP, SIGQUIT,
// the end of input and a failed write are an Ended event, so that the program ends
// in order; Suspended (^Z) and Continued ask for Suspend and Resume. What is not
// caught (SIGKILL, SIGSTOP, SIGTSTP from elsewhere) leaves the terminal as it was
// then: reset helps.
//
// Open fails with ErrNotTerminal where it is none, and with
// errors.ErrUnsupported on systems without termios.
package terminal
