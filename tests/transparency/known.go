package main

// A known failure is a test that fails with the middleware and may.
type known struct{ suite, test, reason string }

const namesCaller = "it wants its own function in a line of the server's log, " +
	"which names the last function outside of net/http that called WriteHeader: any wrapper's"

// The tests that may fail with the middleware, and why.
var allowed = []known{
	{"net/http", "TestWriteHeaderNoCodeCheck/h1", namesCaller},
	{"net/http", "TestWriteHeaderNoCodeCheck_h1hijack", namesCaller},
}

// reason returns why a test of the suite may fail, or nothing.
func (s suite) reason(test string) string {
	for _, k := range allowed {
		if k.suite == s.name && k.test == test {
			return k.reason
		}
	}
	return ""
}
