// Package wire is the text that a program shows on its pipe: how a snapshot is
// written and how it is read back.
//
// A snapshot is one stat per line, "name: value\n", the value after the last
// ": ". Six lines of framing, always there and in this order, tell the reader
// which program this is, which lines are gauges, counters and bins, and whether
// it holds exactly one whole snapshot: each head counts the lines that follow
// it, and the last line the bytes before it, because a reader that shares a
// pipe can take bytes from the middle of a line and leave a number that is
// wrong but still a number:
//
//	pipestatic_process{program="webapp"}: 1
//	pipestatic_start_time_seconds: 1790000000.123456
//	pipestatic_gauges: 1
//	load: 2.0
//	pipestatic_counters: 3
//	job_duration_seconds_count: 7
//	job_duration_seconds_sum: 0.25
//	signups: 7
//	pipestatic_bins: 1
//	job_duration_seconds_bucket{range="0.0315..0.04"}: 7
//	pipestatic_bytes: 287
//
// Integers are decimal int64. Floats always carry a ".", an exponent, or are
// NaN, +Inf or -Inf, and are the shortest text that reads back to the same
// float64. A name that would not survive as it stands is written as a Go string
// literal (see [AppendName]), so that no name can forge a line.
//
// A pipe of another program that knows nothing of framing (the Python and C
// writers of the same format) is read by the same parser: see [Snapshot.Parse].
package wire
