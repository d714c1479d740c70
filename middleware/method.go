package middleware

import (
	"net/http"
	"slices"
)

// methods are those of RFC 9110, and PATCH. Clients can send any other word as
// a method, so the rest shares the first name.
var methods = [...]string{
	"_OTHER", http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
	http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace,
}

// methodOf returns the index of name in methods.
func methodOf(name string) uint8 {
	return uint8(max(0, slices.Index(methods[:], name)))
}
