// Package e2e tests the whole path with real processes and real pipes: what is
// claimed about processes is shown with processes.
package e2e
