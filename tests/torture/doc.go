// Torture tries to make pipestatic hurt the program it watches, or lie about it:
// with real processes, real pipes, and readers that behave in every way there is.
//
//	go run ./torture -duration 1h
//
// It runs each scenario for that long, prints a line for each with what happened
// how often, and exits with 1 when something happened that never should:
//
//	torn     one of ours accepted what is not one snapshot, or the numbers in it
//	         contradict each other, the snapshot before, or the time
//	glued    a reader got more than one snapshot
//	hung     a reader, a request or a process got no further
//	lost     a living program was not found, or taken for dead, and nobody said so;
//	         a count is not what was counted; or the growth of a counter fell
//	crashed  a program ended by itself
//	leaked   a goroutine, thread, descriptor, pipe or lock was left; or something was
//	         written into a file of others, or shown to who must not see it
//
// The seed that it prints makes all the choices again; not what the kernel's
// scheduler makes of them.
package main
