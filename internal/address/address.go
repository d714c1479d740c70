package address

import "unsafe"

// OfStack returns an address in the stack of the calling goroutine: mostly the
// same, as long as the stack stays where it is and it is asked from about the
// same depth.
func OfStack() uintptr {
	var here byte
	return uintptr(unsafe.Pointer(&here))
}

// OfString returns the address of the bytes of s.
func OfString(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }
