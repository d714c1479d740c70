// Package top is what pipestatic top shows: readings of the host go in, rows and
// frames come out.
//
//	model.Take(reading)           // what every process had counted
//	view := model.View(pick)      // rows of programs, processes and routes
//	text := screen.Frame(80, 24)  // the view as a terminal shows it
//
// Model and frame are pure: no clock, no terminal, no pipe. Live brings them
// together with a terminal, Batch writes them one after the other.
//
// Rates are what counters grew by between the last two readings of the very
// process, over the time between those. A process that is new began at zero
// where it started in between. What cannot be known is NaN, shown as a dash: of
// a process that did not answer, of one whose counters fell, and quantiles where
// there was no request. At the first reading, and when asked for, rates are the
// mean since each process began to count.
package top
