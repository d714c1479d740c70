// Package stats keeps named numbers about a running program and shows them on a
// named pipe, so that cat shows the state of the program:
//
//	stats.Incr("signups")                     // one more
//	stats.Add("sent_bytes", n)                // any integer or float type
//	stats.Set("queue_depth", n)
//	stats.Observe("job_duration_seconds", s)  // one sample of a distribution
//
//	$ cat /tmp/stats-pipe/4711.stats
//
// There is nothing to set up: the default registry opens its pipe in the
// background when the first number comes, and where that fails (no directory,
// no named pipes on this system) the program counts on without it. Nothing
// happens at import, and no call waits for a reader.
//
// # Numbers
//
// A stat is a counter until it is set or given less than zero; then it is a
// gauge. It is an integer until a float touches it; then it is a float.
// Integers wrap at int64. Every update counts exactly once, from any goroutine;
// a counter that is read twice never goes down; Set is atomic, and exact with
// concurrent Adds. Delete removes a stat; the next update creates it anew.
//
// A name may be any string of up to 16 KiB. Labels are part of it, in the way
// Prometheus writes them: see [Name]. Use the units in it: _seconds, _bytes,
// _total. A registry keeps up to Options.MaxStats names; updates past that are
// refused and counted in pipestatic_refused_total. A histogram counts its
// samples in fixed bins, ten a decade from 1e-9 to 1e15, which are the same
// everywhere, need no configuration, and can be added up over processes.
//
// In hot paths use a handle, which spares the look-up of the name:
//
//	var hits = stats.Default().Stat("cache_hits")
//	hits.Incr()
//
// Libraries take a *[Registry] and treat nil as [Default]. Numbers that exist
// elsewhere are asked for at read time: see [Registry.Collect].
//
// # The pipe
//
// The pipe is <pid>.stats in the directory PIPESTATIC_DIR, or /tmp/stats-pipe;
// "off" means none. Each reader that opens it gets one whole snapshot taken
// after it opened, then the end of file; readers that come together can get an
// empty read instead, or pieces of a snapshot that is over 64 KiB. One stat per
// line, "name: value"; gauges come first, then counters, then the bins of
// histograms; the lines that begin with pipestatic_ frame them, so that a reader
// knows whether it has all. Names that could break a line are written as Go
// string literals.
//
// Readers cost the program at most a fifth of one core. One that stops reading
// is given up after Options.WriteTimeout. A pipe that is removed comes back
// within two seconds. Nobody reads: no cost but a look at the path. A stopped
// or killed program leaves its pipe behind; the next reader or starter removes
// it. In test binaries the default registry has no pipe unless PIPESTATIC_DIR
// is set. What holds for readers that come late is measured on Linux; other
// unix systems run the same code but cannot free a reader that opened a pipe
// just after it was replaced.
package stats
