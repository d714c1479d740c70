// Package program has handlers that are programs: sequences of operations on a
// ResponseWriter and a Request, made by a seed, run with a trace of everything
// that the operations returned, and printed as text.
package program
