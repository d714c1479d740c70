// Package pipestatic is the root of a kit that shows what a running Go program
// is doing, with cat:
//
//	$ cat /tmp/stats-pipe/4711.stats
//
// There is nothing to import here. The parts, in the order in which most
// programs meet them:
//
//   - stats keeps named numbers and serves them on a named pipe per process;
//   - middleware records the requests, status codes and latency of a chi or
//     net/http router;
//   - expvarbridge mirrors existing expvar vars into the pipe;
//   - aggregator is an http.Handler that reads the pipes of all processes of the
//     host and serves their sum;
//   - examples/webapp is a program that uses all of them.
//
// The example of this package is the whole system in one page.
package pipestatic
