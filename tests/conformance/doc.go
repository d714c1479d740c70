// Package conformance tests the middleware, and libraries that count the same,
// with hostile requests to a real server.
package conformance
