package main

import "strings"

// A table is what is compared in one place, measured in one run.
type table struct {
	name    string // for -only
	title   string
	about   string
	runs    []run
	limit   string // the row that does the least possible
	aside   string // rows that are no contestants, with commas between
	more    bool   // is better
	plain   bool   // no ratios: the columns tell different things
	curve   string // of the picture: what the columns count; empty: not in it
	perItem string // what the values of the curve are of
}

// A run is one call of the test binary: the columns of one benchmark.
type run struct {
	bench     string
	columns   string // the one to run. Default: all
	label     string // before the column's name
	units     string // to show, with commas between. Default: the time
	cores     string // for -test.cpu. Default: all there are
	benchtime string // Default: that of the command
	rounds    int    // at the most. Default: all
}

func (r run) pattern() string {
	if r.columns == "" {
		return "^Benchmark" + r.bench + "$"
	}
	return "^Benchmark" + r.bench + "$/./^" + r.columns + "$"
}

const (
	timed  = "sec/op"
	allocs = "sec/op,allocs/op"
	once   = "1x"
)

// peers are the modules whose versions are told.
func peers() []string {
	return strings.Fields(`
		github.com/VictoriaMetrics/metrics github.com/felixge/httpsnoop github.com/go-chi/chi/v5
		github.com/go-chi/metrics github.com/hashicorp/go-metrics
		github.com/prometheus/client_golang github.com/prometheus/common
		github.com/prometheus/prometheus github.com/puzpuzpuz/xsync/v4
		github.com/rcrowley/go-metrics github.com/slok/go-http-metrics
		github.com/uber-go/tally/v4 go.opentelemetry.io/otel/sdk/metric
		go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp`)
}

func tables() []table {
	return []table{
		{name: "handle", title: "+1 on one counter", limit: "atomic", aside: "atomic each",
			about: "By what each library gives out for hot paths; all cores on the same counter. " +
				"\"atomic each\" gives each goroutine its own.",
			runs: []run{
				{bench: "Handle", columns: "alone", units: allocs},
				{bench: "Handle", columns: "cores", cores: "1,2,4,8"},
			},
			curve: "cores", perItem: "+1 on one counter"},
		{name: "name", title: "+1 by name", limit: "copy-on-write map",
			about: "The limit is a map that is only read, with atomics in it. Fresh names are 100 " +
				"that were just built, which is not in the figures: nothing is known by their address.",
			runs: []run{
				{bench: "Name100", columns: "alone", label: "100, ", units: allocs},
				{bench: "Name100", columns: "cores", label: "100, ", cores: "2,8"},
				{bench: "Fresh", columns: "cores", label: "fresh, ", cores: "1,2"},
				{bench: "Name10000", columns: "alone", label: "10,000, "},
				{bench: "Name10000", columns: "cores", label: "10,000, ", cores: "2,8"},
			}},
		{name: "observe", title: "One sample of a distribution", limit: "atomic buckets and sum",
			about: "Ours has 245 bins, the limit, tally and prometheus have 11 buckets. tally has no sum: " +
				"it makes one atomic addition, where the others make two.",
			runs: []run{
				{bench: "Observe", columns: "alone", units: allocs},
				{bench: "Observe", columns: "cores", cores: "1,2,8"},
			}},
		{name: "middleware", title: "The middleware on a request", limit: "bare handler",
			about: "A handler that writes five bytes. httpsnoop.CaptureMetrics stores nothing. " +
				"thoas/stats is not among them: it cannot be had from the module proxy.",
			runs: []run{
				{bench: "Middleware", columns: "alone", units: allocs},
				{bench: "Middleware", columns: "cores", cores: "1,2,8"},
				{bench: "Middleware", columns: "chi", label: "in ", units: allocs},
			}},
		{name: "features", title: "What each feature of the middleware adds", plain: true,
			runs: []run{{bench: "Features", units: allocs}}},
		{name: "server", title: "A server under wrk", limit: "bare handler", more: true,
			about: "The routes of examples/webapp in chi, 16 connections over loopback for a second; " +
				"wrk has a share of the same cores. Requests a second, so above 1 is better; those in a " +
				"second that the server was running differ less from round to round.",
			runs: []run{{bench: "Server", units: "requests/s,requests/cpu-s", benchtime: once}}},
		{name: "write", title: "A snapshot of 10,000 and 100,000 stats", limit: "append in order",
			about: "What a reader costs the program.",
			runs:  []run{{bench: "Write", units: allocs}}},
		{name: "latency", title: "One update during snapshots", plain: true,
			about: "By name, one goroutine, while nobody reads (quiet) and while another one writes " +
				"snapshots of 100,000 stats without a pause. The clock is in all of them.",
			runs: []run{{bench: "Latency", units: "p50-sec,p99-sec,p99.9-sec"}}},
		{name: "parse", title: "1,000,000 lines, parsed and summed", limit: "bytes and map",
			about: "The texts of 1,000 programs with 1,000 stats each. pipestatic aggregator is the whole " +
				"way: it reads them from 1,000 pipes, keeps account of growth and answers in JSON.",
			runs: []run{{bench: "Parse", units: allocs, benchtime: once}}},
		{name: "pipes", title: "All pipes of a host", limit: "32 at a time",
			about: "Pipes x stats of each. pipestatic is the aggregator's answer in JSON; others open, " +
				"read and close the pipes and forget what they said. One process writes, and has " +
				"the text ready. The directory lies in memory, where there is /dev/shm.",
			runs:  []run{{bench: "Pipes"}},
			curve: "pipes", perItem: "a read of all pipes"},
		{name: "memory", title: "Memory", aside: "map of atomics",
			about: "Bytes of a counter where there are 100,000, of a histogram where there are 1,000 (of " +
				"245 bins, ours), and what the aggregator keeps of each counter of each process for growth, " +
				"where 1,000 processes have 100 and 1,000 counters each: that is 8 bytes, and 300 for the " +
				"process. Names are not in it, where a library does not copy them: ours does.",
			runs: []run{
				{bench: "Memory", units: "B/each", benchtime: once, rounds: 3},
				{bench: "Growth", units: "B/each", benchtime: once, rounds: 3},
			}},
		{name: "program", title: "What a program pays for the kit", plain: true,
			about: "Context switches of all threads while it has nothing to do; from exec until its pipe " +
				"can be read; and what is added to a binary with net/http and chi (OTel: without exporter).",
			runs: []run{
				{bench: "Idle", units: "wake-ups/s", benchtime: once, rounds: 3, label: "wake-ups/s, "},
				{bench: "Start", benchtime: "10x"},
				{bench: "Size", units: "B/added", benchtime: once, rounds: 1},
			}},
		{name: "names", title: "+1 by name, by how many names there are", limit: "copy-on-write map",
			runs:  []run{{bench: "Names"}},
			curve: "names", perItem: "+1 by name"},
		{name: "register", title: "A name that is new, by how many there are", aside: "map",
			about: "map is a plain map that is filled once.",
			runs:  []run{{bench: "Register"}},
			curve: "names", perItem: "a new name"},
		{name: "readers", title: "One pipe, by how many read it in tight loops", plain: true,
			about: "Time per whole snapshot over all readers, and how many opens were in vain. A program " +
				"gives readers a fifth of one core.",
			runs:  []run{{bench: "Readers", units: "sec/op,empty/open"}},
			curve: "readers", perItem: "a whole snapshot"},
	}
}
