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

func Equal(a, b string) bool {
	n := len(a)
	if n != len(b) {
		return false
	}
	if n < 16 {
		return a == b
	}
	p, q := unsafe.Pointer(unsafe.StringData(a)), unsafe.Pointer(unsafe.StringData(b))
	last := n - 16
	for i := 0; i < last; i += 16 {
		if *(*[16]byte)(unsafe.Add(p, i)) != *(*[16]byte)(unsafe.Add(q, i)) {
			return false
		}
	}
	return *(*[16]byte)(unsafe.Add(p, last)) == *(*[16]byte)(unsafe.Add(q, last))
}
