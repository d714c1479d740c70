module github.com/pipestatic/pipestatic

go 1.25.0

require (
	github.com/felixge/httpsnoop v1.1.0
	github.com/go-chi/chi/v5 v5.5.0
	golang.org/x/sys v0.47.0
)
