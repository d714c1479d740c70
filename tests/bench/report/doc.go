// Report runs the benchmarks in rounds, prints tables of the medians with ratios,
// and writes docs/benchmarks.md and docs/benchmarks.svg. See package bench.
//
//	-rounds 6         how often each benchmark is run, all of them in turn; with
//	                  less, the tables are only printed
//	-benchtime 100ms  how long each is, where its table does not say otherwise
//	-only a,b         only these tables; the others stay what they were
//	-root DIR         where the project is
//
// What the benchmarks print is kept in .cache/bench, a file for each table, so
// that one table can be measured anew without the others.
package main
