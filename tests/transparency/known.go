package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A known failure is a test that fails with the middleware and may. A name that ends
// with * is the beginning of several.
type known struct{ suite, test, reason string }

func (k known) is(s suite, test string) bool {
	beginning, several := strings.CutSuffix(k.test, "*")
	return k.suite == s.name && (test == k.test || several && strings.HasPrefix(test, beginning))
}

const (
	namesCaller = "it wants its own function in a line of the server's log, " +
		"which names the last function outside of net/http that called WriteHeader: any wrapper's"
	namesWriter   = "it wants the type of its own ResponseWriter in the text of an error: any wrapper's is there"
	wantsRecorder = "it wants a *httptest.ResponseRecorder for its ResponseWriter, which no wrapper is"
)

// The tests that may fail with the middleware, and why.
var allowed = []known{
	{"net/http", "TestWriteHeaderNoCodeCheck/h1", namesCaller},
	{"net/http", "TestWriteHeaderNoCodeCheck_h1hijack", namesCaller},
	{"connect", "TestUnflushableResponseWriter/*", namesWriter},
}

// reason returns why a test of the suite may fail, or nothing.
func (s suite) reason(test string) string {
	for _, k := range allowed {
		if k.is(s, test) {
			return k.reason
		}
	}
	return ""
}

// staleKnown returns the names of the suite's known failures that were run, and of
// which none failed.
func (s suite) staleKnown(with []result, found []finding) (names []string) {
	for _, k := range allowed {
		if slices.ContainsFunc(found, func(f finding) bool { return k.is(s, f.test) }) {
			continue
		}
		for _, r := range with {
			if slices.ContainsFunc(slices.Collect(maps.Keys(r.tests)), func(test string) bool { return k.is(s, test) }) {
				names = append(names, k.test)
			}
		}
	}
	return names
}

// notRun are tests that are not run: those that end the process with the middleware,
// and may, and what harms the machine.
var notRun = []known{
	{"net/http/httptest", "TestRecorder/Content-Type_detection_doesn't_crash_if_HeaderMap_is_nil", wantsRecorder},
	{"net/http/httptest", "TestRecorder/Header_set_without_any_write", wantsRecorder},
	{"net/http/httptest", "TestRecorder/nil_ResponseRecorder.Body", wantsRecorder},
	{"gin", "TestSaveUploadedCreateFailed", "it changes the mode of the system's root directory, where root runs it"},
}

// flags returns the flags of the suite's test binaries.
func (s suite) flags(short bool) (flags []string) {
	if short {
		flags = append(flags, "-test.short")
	}
	var skipped []string
	for _, k := range notRun {
		if k.suite == s.name {
			skipped = append(skipped, onlyTest(k.test))
		}
	}
	if skipped != nil {
		flags = append(flags, "-test.skip="+strings.Join(skipped, "|"))
	}
	return flags
}

// onlyTest returns a pattern for the test of that name.
func onlyTest(name string) string {
	var elements []string
	for e := range strings.SplitSeq(name, "/") {
		elements = append(elements, "^"+regexp.QuoteMeta(e)+"$")
	}
	return strings.Join(elements, "/")
}
