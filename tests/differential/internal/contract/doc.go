// Package contract says what the middleware promises to record of a request, and
// reads what it has recorded.
package contract
