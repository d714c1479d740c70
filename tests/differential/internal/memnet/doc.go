// Package memnet is a network in memory. Its connections behave like TCP: they
// have buffers, deadlines, a half that can be closed alone, and ReadFrom. Nothing
// in it waits for the system, so that a testing/synctest bubble sees when all is
// still. A connection keeps everything that was ever written into it.
package memnet
