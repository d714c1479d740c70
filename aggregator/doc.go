// Package aggregator reads the pipes of all programs on this machine and
// answers HTTP requests with their sum.
//
//	r.Mount("/admin/stats", aggregator.Handler())
//
//	$ curl -s http://localhost:8080/admin/stats
//	{"stats": {"load": 3.5, "signups": 4812}, "timestamp": 1790000000.12,
//	"since": 1789990000.03, "growth": {"signups": 9120}, "processes": {"read": 4, "slow": 0,
//	"dead": 1, "foreign": 0, "torn": 0, "refused": 0, "complete": true},
//	"quantiles": {"job_seconds": {"p50": 0.0031, "p90": 0.012, "p99": 0.08, "p999": 0.31}}}
//	$ curl -s http://localhost:8080/admin/stats/metrics
//	# HELP signups growth since the aggregator started
//	# TYPE signups counter
//	signups{program="webapp"} 9120
//	$ curl -s http://localhost:8080/admin/stats/processes?program=webapp
//
// A browser gets a page instead, that shows the same and keeps itself up to date:
// docs/page.md.
//
//   - stats are the sums over the live pipes, no older than timestamp; growth is
//     how much each counter has grown since our own process started (since), over
//     all processes, those that have gone included, and never falls; quantiles are
//     read off the summed bins, wrong by one bin at the most, 28 %. Times are in
//     seconds. NaN and infinities are null.
//   - metrics is Prometheus's text, where counters are their growth; the root
//     answers so, too, where a scraper's Accept header asks for it.
//   - processes lists the pipes that were found, and vars is the sums in the shape
//     of expvar's /debug/vars.
//
// ?program=webapp shows one program, ?only=4711 one process, and ?match=http_* the
// stats whose whole name matches the pattern (*, ?, [a-z], backslash). ?by=process
// adds each process to the sums. ?view=metrics, at the mount point, is that answer.
// docs/aggregator.md has the rest.
//
// The handler works wherever it is mounted, behind whatever cuts prefixes off. GET
// and HEAD are answered; HEAD reads no pipe. A client has a minute to take an
// answer, unless the http.Server has a WriteTimeout. Errors are {"error": "..."}:
// of a pattern (400), of a directory that cannot be trusted or read (500; one that
// is missing is only empty), and on systems without named pipes (501). Nobody is
// asked for a password: mount it where yours is, or, on loopback, put it into
// LocalOnly.
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
// something out (20,000 pipes, 200,000 distinct names, 8 million lines): of the
// pipes that said most, so that a flood keeps nobody else's stats out. The dead
// and the refused do not count against it.
//
// All pipes are read at once, whoever asks; requests that come during a reading
// share the next one. Nothing is read, and nothing runs, between requests. What is
// kept between them is growth: the names, 8 to 9 bytes per counter and process, and
// about 300 per process.
package aggregator
