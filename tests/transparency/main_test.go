package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/tests/transparency/hook"
)

// TestStandardLibrary runs the tests of net/http, the quick ones, with the middleware
// around every handler. The program runs all of them, and those of others.
func TestStandardLibrary(t *testing.T) {
	w, err := newWorkspace(t.Context(), t.TempDir())
	if errors.Is(err, errNoTests) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	r := runner{workspace: w, out: &out, again: 4, short: true}
	chosen, err := choose(suites, "net/http", func(s suite) string { return s.name })
	if err != nil {
		t.Fatal(err)
	}
	if err := r.runSuites(t.Context(), chosen, []variant{{shape: hook.One}}); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	t.Logf("\n%s", out.String())
}

func TestChoose(t *testing.T) {
	for names, want := range map[string]int{"": len(variants), "one": 1, "nested -race,several": 2} {
		got, err := choose(variants, names, variant.String)
		if err != nil || len(got) != want {
			t.Errorf("%q: got %v, %v", names, got, err)
		}
	}
	if _, err := choose(variants, "none", variant.String); err == nil {
		t.Error("what there is not is chosen")
	}
}

// Each test that may fail is one of a suite, and has a reason.
func TestAllowed(t *testing.T) {
	for _, k := range append(allowed, notRun...) {
		if _, err := choose(suites, k.suite, func(s suite) string { return s.name }); err != nil || k.reason == "" {
			t.Errorf("%+v: %v", k, err)
		}
	}
	flags := suite{name: "net/http/httptest"}.flags(true)
	want := `-test.skip=^TestRecorder$/^Content-Type_detection_doesn't_crash_if_HeaderMap_is_nil$|` +
		`^TestRecorder$/^Header_set_without_any_write$|^TestRecorder$/^nil_ResponseRecorder\.Body$`
	if len(flags) != 2 || flags[0] != "-test.short" || flags[1] != want {
		t.Errorf("got %q, want %q", flags, want)
	}
}

func TestGOROOT_WithoutTests_IsAnError(t *testing.T) {
	if err := makeGOROOT(t.TempDir(), t.TempDir()); !errors.Is(err, errNoTests) {
		t.Errorf("got %v, want %v", err, errNoTests)
	}
}
