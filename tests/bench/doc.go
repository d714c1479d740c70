// Package bench measures what the project's own code and other libraries cost
// for the same work in the same run, and what no code at all would cost: a bare
// atomic, a map, a handler without middleware.
//
//	make bench                          # from the root: all of it, into docs/benchmarks.md
//	make bench ROUNDS=1 BENCHTIME=20ms  # a quick look, which the docs are not made from
//	make bench ONLY=handle,write        # some of the tables anew
//	go test -bench Handle ./bench       # one of them, by hand
//
// Benchmarks are named Benchmark<Table>/<who>/<column>. "alone" is one
// goroutine, "cores" is one per core of -cpu on the same numbers. Loops are
// written out: what a call through a function value costs would hide what is
// measured, and loop counters that goroutines share would be measured instead.
// Each contestant's numbers are checked after its loop.
package bench
