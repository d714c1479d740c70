//go:build linux

package main

import (
	"os"
	"testing"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func TestMain(m *testing.M) {
	roles.Play(allRoles())
	os.Exit(m.Run())
}

// The short form of all scenarios.
func TestTorture(t *testing.T) {
	args := []string{"-duration", "700ms", "-readers", "8"}
	if err := run(t.Context(), args, t.Output()); err != nil {
		t.Error(err)
	}
}
