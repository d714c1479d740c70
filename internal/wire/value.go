package wire

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strconv"
)

// A Value is an int64 or a float64. The zero Value is the integer 0.
type Value struct {
	bits  uint64
	float bool
}

// Int returns the integer n.
func Int(n int64) Value { return Value{bits: uint64(n)} }

// Float returns the float f.
func Float(f float64) Value { return Value{bits: math.Float64bits(f), float: true} }

// FromBits is the reverse of [Value.Bits] and [Value.IsFloat].
func FromBits(bits uint64, float bool) Value { return Value{bits, float} }

// Bits returns what v holds, in one word.
func (v Value) Bits() uint64 { return v.bits }

// IsFloat reports whether v is a float.
func (v Value) IsFloat() bool { return v.float }

// Int64 returns the integer v holds; for a float it is meaningless.
func (v Value) Int64() int64 { return int64(v.bits) }

// Float64 returns v as a float.
func (v Value) Float64() float64 {
	if v.float {
		return math.Float64frombits(v.bits)
	}
	return float64(int64(v.bits))
}

// Plus returns v+w. A float on either side makes it a float, and so does an
// integer sum past int64: it never wraps.
func (v Value) Plus(w Value) Value {
	if v.float || w.float {
		return Float(v.Float64() + w.Float64())
	}
	a, b := v.Int64(), w.Int64()
	if s := a + b; (s > a) == (b > 0) {
		return Int(s)
	}
	return Float(float64(a) + float64(b))
}

// Append appends v as it stands on the pipe.
func (v Value) Append(b []byte) []byte {
	if v.float {
		return appendFloat(b, math.Float64frombits(v.bits))
	}
	return appendInt(b, int64(v.bits))
}

// appendInt is strconv.AppendInt without its second copy, which takes longer
// than all else about a short number.
func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		return strconv.AppendInt(b, n, 10)
	}
	u, begin, end := uint64(n), len(b), len(b)+1
	for m := u; m >= 10; m /= 10 {
		end++
	}
	b = slices.Grow(b, end-begin)[:end]
	for end > begin {
		end--
		b[end] = byte('0' + u%10)
		u /= 10
	}
	return b
}

// AppendJSON appends v as on the pipe, and NaN and the infinities, which JSON
// does not have, as null.
func (v Value) AppendJSON(b []byte) []byte {
	if !v.finite() {
		return append(b, "null"...)
	}
	return v.Append(b)
}

func (v Value) finite() bool {
	f := v.Float64()
	return !math.IsNaN(f) && !math.IsInf(f, 0)
}

// appendFloat writes the shortest text that reads back to f, in the form of a
// JSON number (ECMA-262: an exponent below 1e-6 and from 1e21), and ".0" after
// a whole one, so that the reader knows it from an integer.
func appendFloat(b []byte, f float64) []byte {
	switch abs := math.Abs(f); {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case f > math.MaxFloat64:
		return append(b, "+Inf"...)
	case f < -math.MaxFloat64:
		return append(b, "-Inf"...)
	case abs != 0 && (abs < 1e-6 || abs >= 1e21):
		return appendExponent(b, f)
	}
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	if f == math.Trunc(f) {
		b = append(b, ".0"...)
	}
	return b
}

// appendExponent writes f as 1e-9, where strconv would say 1e-09.
func appendExponent(b []byte, f float64) []byte {
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	if n := len(b); b[n-4] == 'e' && b[n-2] == '0' {
		b[n-2] = b[n-1]
		b = b[:n-1]
	}
	return b
}

var errNumber = errors.New("not a number")

// parseValue reads the text after the colon. Integers outside int64 become
// floats, as they do when they are summed.
func parseValue(b []byte) (Value, error) {
	if n, ok := parseInt(b); ok {
		return Int(n), nil
	}
	switch {
	case string(b) == "-nan": // C's printf, of 0.0/0
		return Float(math.NaN()), nil
	case bytes.ContainsAny(b, "_xX"):
		// ParseFloat also takes hexadecimal and underscores; no writer of the format does.
		return Value{}, errNumber
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return Value{}, errNumber
	}
	return Float(f), nil
}

// parseInt is strconv.ParseInt for -?[0-9]+ without its string and its error.
func parseInt(b []byte) (n int64, ok bool) {
	digits := b
	if len(b) > 0 && b[0] == '-' {
		digits = b[1:]
	}
	if len(digits) == 0 || len(digits) > 19 {
		return 0, false
	}
	var u uint64 // 19 digits always fit
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		u = u*10 + uint64(c-'0')
	}
	if len(digits) < len(b) {
		return -int64(u), u <= 1<<63
	}
	return int64(u), u < 1<<63
}
