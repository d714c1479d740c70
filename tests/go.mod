module github.com/pipestatic/pipestatic/tests

go 1.25.0

require (
	github.com/pipestatic/pipestatic v0.0.0
	golang.org/x/sys v0.47.0
)

replace github.com/pipestatic/pipestatic => ../
