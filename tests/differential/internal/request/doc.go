// Package request has raw requests that a seed makes: what a client sends over
// HTTP/1, byte by byte, or as frames over HTTP/2.
package request
