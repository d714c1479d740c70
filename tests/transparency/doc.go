// Transparency runs the test suites of others with the middleware around every
// handler that a server of net/http serves: those of the standard library, of
// routers, of WebSocket and RPC libraries. A test that passes without the
// middleware and fails with it is a fault of the middleware.
//
//	go run ./transparency
//	go run ./transparency -only net/http,chi -shapes 'one,nested -race'
//
// It copies GOROOT into a temporary directory and puts a hook into net/http there,
// through which a server finds the handler to call. The middleware and what it
// imports are vendored into that copy, and linked into each test binary by the
// package testing/internal/testdeps, which the main package of every test binary
// imports. So the suites of the standard library and of any module are built as
// they are, with the go command and this GOROOT. Test files are changed where they
// call a handler's ServeHTTP themselves: what is called is the hook's.
//
// The modules are downloaded in the versions of the table in suite.go, and copied.
// Each suite is built once, run without the middleware, and then in each shape (see
// package hook); then it is built and run with the race detector. It prints a line
// for each suite and shape:
//
//	tests     how many were run, each subtest one
//	failures  how many failed without and with the middleware
//	handlers  how many had the middleware around them
//	requests  how many the middleware counted
//
// Below the line is each test that did not pass with the middleware. It is run again
// alone, with and without: it is a failure (FAIL) if it fails again with the
// middleware only. A few tests may fail, each for the reason in known.go. When the
// tests of a process are over, a snapshot of each registry is read and checked: that
// its sums add up, and that it counts what was served.
//
// It exits with 1 if a test fails that does not without the middleware, if a snapshot
// is wrong, or if a suite cannot be run or has no request counted.
package main
