// Package differential tests the middleware with random handlers that get random
// raw requests. Each case is served twice, by a stack of handlers without the
// middleware and by the same stack with it. The client must be sent the same
// bytes at the same operations, every call of the handler must return the same,
// whoever is outside must see the same request and the same panic; and what is
// recorded must be what the contract says of what the client was sent.
//
//	cd tests && go test ./differential
//	PIPESTATIC_DIFFERENTIAL=1h go test -timeout 0 ./differential
//	PIPESTATIC_SEED=1234567 go test -run TestDifferential -v ./differential
//
// The first tries the same 5,000 cases each time, the second random ones, the last
// one case again. A case that fails is made smaller while it fails in the same way,
// and is printed as text. Cases run in a testing/synctest bubble with connections in
// memory: time is not real, and what the client was sent by an operation is known when
// all goroutines wait.
//
// # What is not compared
//
// Some differences cannot be avoided, and some things the contract leaves open:
//
//   - http.MaxBytesReader has net/http close the connection by a method that is
//     not exported, which is lost behind every wrapper. Cases with a body that it
//     finds too large are not compared.
//   - A request with a body is a copy. What a program changes in it that net/http
//     looks at (Method, Body, ContentLength) is compared where the header is
//     written when the handler has returned, not where it is written earlier.
//   - What was written, but is in a buffer of net/http when the client leaves, may
//     count as sent or not. See contract.Expect, which returns all verdicts that
//     are allowed.
//   - A line of the server's log is compared without the function that it names.
//
// The package routes tests the labels of routes in the same way.
package differential
