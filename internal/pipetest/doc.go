// Package pipetest is a kit of fake programs that show something on a pipe:
// what a good one does, and everything that a bad one can do to its readers.
//
// A writer is made of two things: how the pipe is made and served ([Ours], as
// package stats does it, or [Foreign], as the Python and C writers do), and
// what each reader gets:
//
//	pipetest.Serve(t, dir, "4711.stats", pipetest.Ours, pipetest.Text(frame))
//	pipetest.Serve(t, dir, "4712.stats", pipetest.Foreign, pipetest.Endless("a: 1\n"))
//
// [Dead] is a pipe that nobody serves. Frames to write are made by [Frame]. All
// of it ends with the test.
package pipetest
