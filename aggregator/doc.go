// Package aggregator reads the pipes of all programs on this machine and
// answers HTTP requests with their sum.
//
//	r.Mount("/admin/stats", aggregator.Handler())
//
//	$ curl -s http://localhost:8080/admin/stats
//	{"stats": {"load": 3.5, "signups": 4812}, "timestamp": 1790000000.12,
//	"since": 1789990000.03, "growth": {"signups": 9120}, "processes": {"read": 4, "slow": 0,
//	"dead": 1, "foreign": 0, "torn": 0, "refused": 0, "complete": true},
//	"quantiles": {"http_request_duration_seconds": {"p50": 0.0031, "p90": 0.012, "p99": 0.08,
//	"p999": 0.31}}}
//	$ curl -s 'http://localhost:8080/admin/stats/processes?program=webapp&values=1'
//
// The first is the sum over the live pipes, under the names as they stand on
// the pipes. It is an integer unless a pipe shows a float or int64 overflows;
// NaN and infinities are null. No value is older than timestamp, in seconds
// since 1970. The second lists one entry per pipe found: its file, pid, program,
// user (the pipe's owner, by /etc/passwd, else the number), start (seconds since
// 1970, 0 where unknown), state, the reason for it where there is one, how many
// stats and bytes it showed, and the milliseconds it took.
//
// ?program=webapp shows one program, and ?match=http_* the stats whose whole
// name matches the pattern: * is any text, ? any character, [a-z] one of these,
// and a backslash takes the next character as it is. Both may be repeated, and
// then each adds to what is shown.
//
// The handler works wherever it is mounted, behind whatever cuts prefixes off:
// it goes by the last element of the path, and takes one that it does not know
// for the mount point itself. Where the router's pattern, other than "/", shows
// that it lies below the mount, it is not found. GET and HEAD are answered; HEAD
// reads no pipe. Answers are compressed where Accept-Encoding has gzip. Errors are {"error": "..."}: of a pattern (400), of a directory
// that cannot be trusted or read (500; one that is missing is only empty), and
// on systems without named pipes (501).
//
// # Growth
//
// A sum falls when a process goes. growth does not: it is how much each counter,
// bins too, has grown since our own process started (since), over all processes
// that a reading saw, those that have gone included. A process that is older than
// ours begins at its value at its first reading, a younger one, and ours, at zero.
// What a process counted after its last reading is not in it. A counter that fell
// began anew. Processes are told apart by pid and by when they began to count;
// one whose pipe was away for a minute has gone. Foreign pipes do not count. Nor
// does a stat that was a gauge, once, beside a counter of its name: it is a gauge
// then for as long as we live. Beyond 200,000 counters, or 8 million in all
// processes, what is new does not count, and complete is false.
//
// It takes memory for the names, and about 8 bytes per counter and process.
//
// # Quantiles
//
// quantiles has one entry per histogram, under its name with its labels. They are
// read off the summed bins: each lies in the bin of the exact quantile, so it is
// wrong by at most that bin's width, 28 %. Within a bin the samples are taken to
// be spread evenly. Outside the bins that have two edges less is known: samples
// of zero and below count as 0, those up to 1e-9 lie between 0 and that, and those
// above 1e15 count as 1e15. ?match= goes by the histogram's name.
//
// # Metrics
//
// metrics is Prometheus's text format 0.0.4:
//
//	$ curl -s http://localhost:8080/admin/stats/metrics
//	# TYPE signups counter
//	signups{program="webapp"} 9120
//
// The root answers so, too, where the Accept header asks for text/plain with
// version=0.0.4 or for OpenMetrics, and not for text/html. Counters are their
// growth, per program; gauges, and foreign stats (untyped), the sums over the live
// pipes. With ?by=process each process has series of its own, with plain values
// and the label pid, which is the name of its pipe without ".stats".
//
// Histograms have the buckets .005 .01 .025 .05 .1 .25 .5 1 2.5 5 10 where their
// name ends in _seconds; else 1, 2.5 and 5 of each decade, from 100 to 1e9 where
// it ends in _bytes, and from 0.001 to 1e6 for all others. All of them are always
// there, and exact, because the bounds are edges of bins.
//
// What a name may not hold becomes an underscore, and HELP has the original; a
// label program, pid or le of a stat is called exported_program and so on. Of
// names or labels that are the same then, one is shown, and the others are told
// in a comment and counted in pipestatic_series_left_out. A family whose series
// are of different kinds is untyped. The reading itself is in pipestatic_processes
// (by state), pipestatic_complete, pipestatic_read_seconds and
// pipestatic_read_bytes.
//
// # Vars
//
// vars is the sums in the shape of expvar's /debug/vars, for tools that read that:
// one flat object of numbers, without what is none, and cmdline, an array of one
// string with the names of the programs, with commas between them.
//
// # What a pipe does to the sum
//
//   - ok: one whole snapshot, taken after the request came; its values count.
//   - foreign: a pipe without the mark of ours. Its lines count as they are, the
//     last of equal names wins, what is no stat is left out and told in reason.
//   - dead: nobody serves it, it is silent, and its process is gone. It counts
//     for nothing; it is removed, or not waited for again if we may not.
//   - slow: no whole answer before Options.Timeout: it counts for nothing.
//   - torn: it answers, but not with exactly one whole snapshot (a piece, two
//     glued, wrong counts, more than 16 MiB or 200,000 lines). It is tried again
//     until the time is over, and counts for nothing.
//   - refused: no pipe, no name of a pipe, not readable for us, or owned by
//     another user than the process of its pid ("impostor"). Where we are root,
//     also what is neither root's nor readable by everybody. It counts for
//     nothing. A pid that we see no process of is taken for one in a container.
//
// A pipe that lies in good form is believed: who may write into the directory
// may add numbers. complete is false when one was slow or torn, or a limit left
// something out (20,000 pipes, 200,000 distinct names, 8 million lines); the
// dead and the refused do not count against it.
//
// All pipes are read at once, whoever asks; requests that come during a reading
// share the next one. Nothing is read, and nothing runs, between requests.
package aggregator
