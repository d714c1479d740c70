package stats

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Options are the settings of a registry. The zero Options are what most
// programs want.
type Options struct {
	// Dir is the directory of the pipe. Default: the environment variable
	// PIPESTATIC_DIR, else /tmp/stats-pipe. "off" means no pipe.
	Dir string

	// Program is what the program is called in its snapshots, so that readers
	// can tell programs apart. Default: the last element of os.Args[0].
	Program string

	// Mode is the permission bits of the pipe: who may read the numbers.
	// Default: 0644, everybody. 0600 keeps them to the program's user, who may
	// always read and write.
	Mode fs.FileMode

	// MaxStats is how many names the registry keeps. Updates to names past that
	// are refused and counted in pipestatic_refused_total; the others are not
	// affected. A histogram is one name and up to 245 lines; the aggregator takes
	// 200,000 lines of a pipe. Default: 100,000.
	MaxStats int

	// WriteTimeout is how long a reader may stop reading before it is given
	// up. Other readers are served meanwhile. Default: 5 s.
	WriteTimeout time.Duration

	// Linger is how long Close waits, at the most, until one more snapshot was
	// written to a reader, so that a graceful restart loses no count. Default: 0, not
	// at all.
	Linger time.Duration

	// checkEvery is how often it is looked whether the pipe is still in place:
	// the only thing that happens while nobody reads.
	checkEvery time.Duration
}

const (
	defaultMaxStats     = 100_000
	defaultWriteTimeout = 5 * time.Second
	defaultCheckEvery   = 1500 * time.Millisecond

	// maxName is the length of the longest name that is kept, in bytes: a
	// snapshot has to stay readable, and readers limit its size.
	maxName = 16 << 10
)

func (o Options) withDefaults() Options {
	if o.Program == "" {
		o.Program = filepath.Base(strings.Join(os.Args[:min(len(os.Args), 1)], ""))
	}
	if o.Mode.Perm() == 0 {
		o.Mode = 0o644
	}
	o.Mode |= 0o600
	if o.MaxStats <= 0 {
		o.MaxStats = defaultMaxStats
	}
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = defaultWriteTimeout
	}
	if o.checkEvery <= 0 {
		o.checkEvery = defaultCheckEvery
	}
	return o
}
