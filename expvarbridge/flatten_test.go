package expvarbridge

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// printed returns numbers as text, one per line.
func printed(numbers []number) string {
	var b strings.Builder
	for _, x := range numbers {
		if x.float {
			fmt.Fprintf(&b, "%s=%v float\n", x.name, x.f)
		} else {
			fmt.Fprintf(&b, "%s=%d\n", x.name, x.n)
		}
	}
	return b.String()
}

func TestFlatten(t *testing.T) {
	tests := []struct{ json, want string }{
		{`1`, "v=1\n"},
		{` -0 `, "v=0\n"},
		{`9007199254740993`, "v=9007199254740993\n"},
		{`-9223372036854775808`, "v=-9223372036854775808\n"},
		{`9223372036854775808`, "v=9.223372036854776e+18 float\n"},
		{`1.0`, "v=1 float\n"},
		{`1e3`, "v=1000 float\n"},
		{`1e400`, "v=+Inf float\n"},
		{`-1e400`, "v=-Inf float\n"},
		{`1e-400`, "v=0 float\n"},
		{`true`, "v=1\n"},
		{`false`, "v=0\n"},
		{`{}`, ""},
		{`{"a": 1, "b": {"c": false, "d": 2.5}}`, "v.a=1\nv.b.c=0\nv.b.d=2.5 float\n"},
		{`{"a": [1, {"b": [2]}], "c": "3", "d": null, "e": 4}`, "v.e=4\n"},
		{`{"": {"": 1}, "a.b": 2}`, "v..=1\nv.a.b=2\n"},
		{`{"\u0000\"\ud800": 1}`, "v.\x00\"\ufffd=1\n"},
		{`{"a": 1, "a": 2}`, "v.a=1\nv.a=2\n"},
		{nested(maxDepth), "v" + strings.Repeat(".a", maxDepth) + "=1\n"},
	}
	for _, tt := range tests {
		t.Run(tt.json, func(t *testing.T) {
			numbers, err := flatten("v", tt.json)
			if got := printed(numbers); got != tt.want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestFlattenRefuses(t *testing.T) {
	prefix := strings.Repeat("x", jsonLimit/2)
	tests := []struct{ name, json, want string }{
		{"empty", ``, "EOF"},
		{"word", `NaN`, "invalid character 'N' looking for beginning of value"},
		{"two values", `1 2`, "more than one JSON value"},
		{"text behind", `{} x`, "more than one JSON value"},
		{"cut off", `{"a": 1`, "EOF"},
		{"array cut off", `{"a": [1`, "EOF"},
		{"no key", `{1: 1}`, "invalid character '1'"},
		{"no comma", `{"a": 1 "b": 2}`, "invalid character '\"' after object key:value pair"},
		{"trailing comma", `{"a": 1,}`, "invalid character '}'"},
		{"wrong bracket", `{"a": 1]`, "invalid character ']' after object key:value pair"},
		{"leading zero", `01`, "more than one JSON value"},
		{"deep", nested(maxDepth + 1), "it is nested too deeply"},
		{"large", `"` + strings.Repeat("x", jsonLimit) + `"`, "it is too large"},
		{"large names", `{"` + prefix + `": {"a": "", "b": ""}}`, "it is too large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			numbers, err := flatten("v", tt.json)
			if numbers != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %v, want %q", numbers, err, tt.want)
			}
		})
	}
}

// nested returns 1 in as many objects.
func nested(levels int) string {
	return strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels)
}

// oracle counts the numbers of a value that encoding/json has decoded, by name,
// and reports whether it is too deep.
func oracle(names map[string]bool, name string, v any, depth int) (deep bool) {
	switch v := v.(type) {
	case json.Number, bool:
		names[name] = true
	case map[string]any:
		deep = depth > maxDepth
		for k, member := range v {
			deep = oracle(names, name+"."+k, member, depth+1) || deep
		}
	}
	return deep
}

// FuzzFlatten holds flatten against encoding/json: it takes what is JSON and
// nothing else, and finds the same numbers.
func FuzzFlatten(f *testing.F) {
	for _, seed := range []string{
		`{"a": {"b": [1, {"c": 2}], "d": 1e400}, "a.d": -0}`, `{"a": 1,}`, `[1 2]`, `[1,]`, `[{]}`,
		`{"a" 1}`, `nul`, `01`, `-`, `1.`, "\"\xff\"", `{"x": 1, "x": {"y": 2}}`, nested(maxDepth + 1),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v any
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		valid := json.Valid([]byte(text)) && decoder.Decode(&v) == nil
		want := map[string]bool{}
		deep := oracle(want, "v", v, 1)

		numbers, err := flatten("v", text)
		if err == nil && !valid {
			t.Fatalf("%q is not JSON, got %v", text, numbers)
		}
		if err != nil && valid && !deep && err != errDeep && err != errLarge {
			t.Fatalf("%q is JSON, got %v", text, err)
		}
		got := map[string]bool{}
		for _, x := range numbers {
			got[x.name] = true
		}
		for name := range want {
			if err == nil && !got[name] {
				t.Fatalf("%q has %q, got %v", text, name, numbers)
			}
		}
	})
}
