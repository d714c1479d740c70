// Package roles starts the program that it is in again, as processes of their
// own that play a role in a test. A process ends when its standard input does, so
// that nothing outlives the test.
package roles
