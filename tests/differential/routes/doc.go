// Package routes tests which route the middleware records. Random trees of
// routers, with the middleware in some of them, get random requests; the label
// must be the pattern of the handler that ran, as its router writes it, or
// "unmatched" where none did. Each tree also serves without the middleware, and
// must answer the same.
package routes
