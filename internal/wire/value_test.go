package wire

import (
	"encoding/json"
	"math"
	"testing"
)

func TestValuesAsWritten(t *testing.T) {
	tests := []struct {
		v    Value
		want string
	}{
		{Value{}, "0"},
		{Int(-7), "-7"},
		{Int(math.MaxInt64), "9223372036854775807"},
		{Int(math.MinInt64), "-9223372036854775808"},
		{Float(0), "0.0"},
		{Float(math.Copysign(0, -1)), "-0.0"},
		{Float(2), "2.0"},
		{Float(0.1), "0.1"},
		{Float(-1234.5), "-1234.5"},
		{Float(1.0 / 3), "0.3333333333333333"},
		{Float(1790000000.123456), "1790000000.123456"},
		{Float(1e-6), "0.000001"},
		{Float(9.99e-7), "9.99e-7"},
		{Float(1e-9), "1e-9"},
		{Float(-1.5e-10), "-1.5e-10"},
		{Float(1 << 53), "9007199254740992.0"},
		{Float(1e20), "100000000000000000000.0"},
		{Float(1e21), "1e+21"},
		{Float(-1e100), "-1e+100"},
		{Float(5e-324), "5e-324"},
		{Float(math.MaxFloat64), "1.7976931348623157e+308"},
		{Float(math.NaN()), "NaN"},
		{Float(math.Inf(1)), "+Inf"},
		{Float(math.Inf(-1)), "-Inf"},
	}
	for _, tt := range tests {
		text := tt.v.Append([]byte("x"))
		if string(text) != "x"+tt.want {
			t.Errorf("got %s, want x%s", text, tt.want)
		}
		if back, err := parseValue(text[1:]); err != nil || !same(back, tt.v) {
			t.Errorf("%s reads back as %v, %v", tt.want, back, err)
		}
	}
}

// same is equality that holds for NaN and tells -0 from 0.
func same(v, w Value) bool {
	if v.IsFloat() && w.IsFloat() && math.IsNaN(v.Float64()) {
		return math.IsNaN(w.Float64())
	}
	return v == w
}

func TestValuesAsJSON(t *testing.T) {
	tests := []struct {
		v    Value
		want string
	}{
		{Int(math.MaxInt64), "9223372036854775807"},
		{Float(3), "3.0"},
		{Float(math.Copysign(0, -1)), "-0.0"},
		{Float(1e-9), "1e-9"},
		{Float(1e21), "1e+21"},
		{Float(math.NaN()), "null"},
		{Float(math.Inf(1)), "null"},
		{Float(math.Inf(-1)), "null"},
	}
	for _, tt := range tests {
		if got := tt.v.AppendJSON([]byte("[")); string(got) != "["+tt.want || !json.Valid(got[1:]) {
			t.Errorf("got %s, want [%s", got, tt.want)
		}
	}
}

func TestValuesAsRead(t *testing.T) {
	const malformed = "malformed"
	tests := []struct{ text, want string }{
		{"0", "0"},
		{"-0", "0"},
		{"007", "7"},
		{"-12", "-12"},
		{"+7", "7.0"},
		{"999999999999999999", "999999999999999999"},
		{"1000000000000000000", "1000000000000000000"},
		{"0000000000000000000007", "7.0"},
		{"9223372036854775807", "9223372036854775807"},
		{"-9223372036854775808", "-9223372036854775808"},
		{"9223372036854775808", "9223372036854776000.0"},
		{"-9223372036854775809", "-9223372036854776000.0"},
		{"9999999999999999999", "10000000000000000000.0"},
		{"18446744073709551615", "18446744073709552000.0"},
		{"99999999999999999999", "100000000000000000000.0"},
		{"0.250000", "0.25"},
		{".5", "0.5"},
		{"5.", "5.0"},
		{"1E5", "100000.0"},
		{"nan", "NaN"},
		{"-nan", "NaN"},
		{"inf", "+Inf"},
		{"-inf", "-Inf"},
		{"Infinity", "+Inf"},
		{"", malformed},
		{"-", malformed},
		{"+", malformed},
		{"--1", malformed},
		{"1-", malformed},
		{"x", malformed},
		{"0x1p4", malformed},
		{"-0X1P4", malformed},
		{"1_000", malformed},
		{"0b11", malformed},
		{"1,5", malformed},
		{"1e400", malformed},
		{" 1", malformed},
		{"1 ", malformed},
		{"1\r", malformed},
		{"1\x00", malformed},
		{"١", malformed},
	}
	for _, tt := range tests {
		got := malformed
		v, err := parseValue([]byte(tt.text))
		if err == nil {
			got = string(v.Append(nil))
		}
		name, inLine, ok := parseLine([]byte("a: " + tt.text))
		if ok && (string(name) != "a" || !same(inLine, v)) || ok != (err == nil) {
			t.Errorf("%q in a line: %q %s, %v", tt.text, name, inLine.Append(nil), ok)
		}
		if got != tt.want {
			t.Errorf("%q is %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestPlusNeverWraps(t *testing.T) {
	const most, least = math.MaxInt64, math.MinInt64
	tests := []struct {
		v, w Value
		want string
	}{
		{Int(2), Int(3), "5"},
		{Int(-2), Int(2), "0"},
		{Int(most), Int(0), "9223372036854775807"},
		{Int(most), Int(least), "-1"},
		{Int(most - 1), Int(1), "9223372036854775807"},
		{Int(least + 1), Int(-1), "-9223372036854775808"},
		{Int(most), Int(1), "9223372036854776000.0"},
		{Int(most), Int(most), "18446744073709552000.0"},
		{Int(least), Int(-1), "-9223372036854776000.0"},
		{Int(least), Int(least), "-18446744073709552000.0"},
		{Int(1), Float(2), "3.0"},
		{Float(0.5), Float(0.25), "0.75"},
		{Float(math.MaxFloat64), Float(math.MaxFloat64), "+Inf"},
		{Float(math.Inf(1)), Float(math.Inf(-1)), "NaN"},
		{Float(math.NaN()), Int(1), "NaN"},
	}
	for _, tt := range tests {
		for _, sum := range []Value{tt.v.Plus(tt.w), tt.w.Plus(tt.v)} {
			if got := string(sum.Append(nil)); got != tt.want {
				t.Errorf("%s + %s = %s, want %s", tt.v.Append(nil), tt.w.Append(nil), got, tt.want)
			}
		}
	}
}
