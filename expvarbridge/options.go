package expvarbridge

import "github.com/pipestatic/pipestatic/stats"

// Options are the settings of a mirror. The zero Options mirror every var into
// the default registry.
type Options struct {
	// Registry gets the numbers. Default: stats.Default().
	Registry *stats.Registry

	// Prefix is put before every name as it stands: with "legacy." the var hits
	// is the stat legacy.hits. Default: none.
	Prefix string

	// Skip tells which vars are not read at all, by the name they are published
	// under. Default: none.
	Skip func(name string) bool

	// Counters tells which numbers are counters, by the name of the stat, with
	// its prefix and dots. expvar does not say, and whoever takes rates wants to
	// know. Default: none, all are gauges.
	Counters func(name string) bool

	// Memstats reads the var memstats, too. That stops the program for a moment
	// at every read. Default: false.
	Memstats bool
}

func (o Options) withDefaults() Options {
	if o.Registry == nil {
		o.Registry = stats.Default()
	}
	if o.Skip == nil {
		o.Skip = never
	}
	if o.Counters == nil {
		o.Counters = never
	}
	return o
}

func never(string) bool { return false }

// skips reports whether the published var is not to be read.
func (o Options) skips(name string) bool {
	return name == "cmdline" || name == "memstats" && !o.Memstats || o.Skip(name)
}
