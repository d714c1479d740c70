package stack

import "testing"

func TestSame(t *testing.T) {
	for _, test := range []struct {
		between []Kind
		body    bool
		want    bool
	}{
		{nil, false, true},
		{[]Kind{Clone}, false, true},                  // the writer leads there
		{[]Kind{Timeout}, false, true},                // the header is the same
		{[]Kind{Plain, Strip}, false, true},           // the header is the same
		{[]Kind{Plain, Clone}, false, false},          // nothing is the same
		{[]Kind{Plain, Clone}, true, true},            // the body is
		{[]Kind{Plain, Limit, Clone}, true, false},    // not any more
		{[]Kind{Unwrapping, Clone, Chi}, false, true}, // the writer leads there
	} {
		layers := []Layer{{Kind: Stats}}
		for _, k := range test.between {
			layers = append(layers, Layer{Kind: k})
		}
		layers = append(layers, Layer{Kind: Stats})
		if got := Same(layers, 0, len(layers)-1, test.body); got != test.want {
			t.Errorf("%v, body %v: %v, want %v", test.between, test.body, got, test.want)
		}
	}
}
