// Package wire reads what a server has sent, with no help from net/http: the
// answers of HTTP/1 out of the bytes, those of HTTP/2 out of the frames.
package wire
