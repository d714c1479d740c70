// Package expvarbridge carries numbers between expvar and package stats, both
// ways.
//
// A program that counts in expvar shows the same numbers on its pipe with one
// line:
//
//	expvarbridge.Mirror()
//
//	$ cat /tmp/stats-pipe/4711.stats
//
// At each read, every published var becomes a gauge of the same name:
//
//	numbers                 as they are; integers stay exact within int64
//	true, false             1, 0
//	Map, JSON object        one number per member, "cache.hits"
//	string, array, null     left out
//
// Names that come out equal add up, as they do everywhere in package stats. A
// number beyond float64 is infinite. The var cmdline holds no number, and
// memstats stops the world: it is left out unless [Options] ask for it.
//
// Vars are other people's code, and one of them costs itself, not the snapshot:
// one that panics, prints what is not JSON, is over 1 MiB or over 32 levels deep
// is left out. So is one that has not answered within 250 ms, the time that all
// vars of one read share; it is not called again before it has returned. In all,
// the names of a mirror may come to 4 MiB. Whatever is left out for such a
// reason counts in the stat
//
//	expvar_left_out_total
//
// one per var and read, which is there once something was, and the first is
// named in a log line.
//
// The other direction, for tools that read /debug/vars:
//
//	expvarbridge.Publish("pipestatic")
//
//	$ curl -s localhost:8080/debug/vars
//
// shows the registry as a JSON object of numbers, with the names as they stand
// on the pipe; NaN and the infinities are null. What is published so is never
// mirrored back, under whatever name and from whichever registry.
//
// Everything here may be called from any goroutine. To import this package is to
// import expvar, which registers /debug/vars on http.DefaultServeMux.
package expvarbridge
