// Package hook puts the middleware around the handlers of a test process, and
// checks what was counted when its tests are over. It is linked into the test
// binaries of other modules and of the standard library, so it imports little.
//
// Two environment variables tell it what to do:
//
//	PIPESTATIC_TRANSPARENCY_SHAPE   the shape of the middlewares; none where it is empty
//	PIPESTATIC_TRANSPARENCY_REPORT  the directory that the report is written to
package hook
