package stats

import (
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A Registry is a set of named numbers, served on a pipe of its own once
// [Registry.Open] was called. All methods may be called from any goroutine.
type Registry struct {
	options Options

	mu    sync.Mutex // held to attach and to detach series
	names table
	order order
	hints *hints // of the default registry; else nil

	refusedUpdates atomic.Int64
	refusedSamples atomic.Int64
	leftOut        atomic.Int64
	warned         atomic.Bool // of the first refusal

	reading   sync.Mutex  // held for a snapshot
	turn      uint64      // guarded by reading: the snapshot's number
	frame     *wire.Frame // guarded by reading: the snapshot's text
	collected Snapshot    // guarded by reading
	frames    sync.Pool   // *wire.Frame whose text nobody needs any more
	start     float64     // in seconds since 1970

	sources sources
	served  served
}

// New returns an empty registry. It counts at once; Open serves it.
func New(o Options) *Registry {
	o = o.withDefaults()
	return &Registry{options: o, start: float64(time.Now().UnixMicro()) / 1e6}
}

// Stat returns the handle of a stat, for hot paths: it spares the look-up of
// the name. The stat is there from its first update on, and again from the next
// one after a Delete. Past MaxStats names the handle counts nothing, as long as
// that lasts. Handles stay valid for ever and may be shared.
func (r *Registry) Stat(name string) *Stat { return (*Stat)(r.handle(name)) }

// Histogram returns the handle of a histogram. What holds for [Registry.Stat]
// holds for it.
func (r *Registry) Histogram(name string) *Histogram { return (*Histogram)(r.handle(name)) }

func (r *Registry) handle(name string) *series {
	if s := r.series(name); s != nil {
		return s
	}
	return r.detached(hash(name), name)
}

// Delete removes the stat and the histogram of that name. The next update, by
// name or through any handle, creates it anew from zero.
func (r *Registry) Delete(name string) {
	h := hash(name)
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.names.get(h, name); s != nil {
		r.names.remove(s)
		s.detach()
		if r.hints != nil {
			r.hints.drop()
		}
	}
}

// Value returns one number of a snapshot taken now, by its name as written on
// the pipe: any line, those of histograms and sources too. It is for tests; it
// costs a whole snapshot. Integers above 2^53 lose their last digits.
func (r *Registry) Value(name string) (value float64, ok bool) {
	var s wire.Snapshot
	text, free := r.snapshot()
	defer free()
	if s.Parse(text) != nil {
		return 0, false
	}
	for _, section := range [][]wire.Line{s.Gauges, s.Counters, s.Bins} {
		for _, l := range section {
			if string(l.Name) == name {
				return l.Value.Float64(), true
			}
		}
	}
	return 0, false
}

// WriteTo writes a snapshot taken now to w: the text that a reader of the pipe
// gets. A slow w holds up nobody.
func (r *Registry) WriteTo(w io.Writer) (int64, error) {
	text, free := r.snapshot()
	defer free()
	n, err := w.Write(text)
	return int64(n), err
}

// updated returns the series called name for an update, or nil when the update
// is refused.
func (r *Registry) updated(name string) *series {
	s := r.series(name)
	if s == nil {
		r.refuse(name)
	}
	return s
}

// series returns the series called name, new if need be, or nil when there is
// no room for it.
func (r *Registry) series(name string) *series {
	h := hash(name)
	if s := r.names.get(h, name); s != nil {
		return s
	}
	return r.attach(h, name, nil)
}

// attach returns the series called name: the one in the table, else s, else a
// new one. It returns nil when there is no room for it.
func (r *Registry) attach(h uint64, name string, s *series) *series {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.names.get(h, name); now != nil {
		return now
	}
	if len(name) > maxName || r.names.live >= r.options.MaxStats {
		return nil
	}
	if s == nil {
		s = r.detached(h, name)
	}
	s.mu.Lock()
	s.life.Add(1)
	r.order.addStat(s)
	s.mu.Unlock()
	r.names.put(s)
	r.served.firstUse(r)
	return s
}

// detached returns a series that is not in the table. It keeps a copy of name,
// which may be a piece of something large.
func (r *Registry) detached(h uint64, name string) *series {
	s := &series{reg: r, name: strings.Clone(name), hash: h}
	s.first.count.Close()
	return s
}

func (r *Registry) refuse(name string) {
	r.refusedUpdates.Add(1)
	if r.warned.CompareAndSwap(false, true) {
		short := strings.Clone(name[:min(len(name), 200)])
		warn("a stat is refused: its name is too long, or there are too many",
			"name", short, "longest", maxName, "max", r.options.MaxStats)
	}
}

// warn logs in a goroutine of its own: no update and no reader waits for a log
// handler, which may be slow, or count what it logs.
func warn(what string, args ...any) { go slog.Warn("pipestatic: "+what, args...) }

// addRefusals adds what the registry counts of itself, when there is something.
func (r *Registry) addRefusals(s *Snapshot) {
	for _, own := range []struct {
		name string
		n    int64
	}{
		{"refused_total", r.refusedUpdates.Load()},
		{"refused_samples_total", r.refusedSamples.Load()},
		{"sources_left_out_total", r.leftOut.Load()},
	} {
		if own.n != 0 {
			s.items = append(s.items, item{wire.Reserved + own.name, wire.Int(own.n), false})
		}
	}
}
