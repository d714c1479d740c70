package program

import (
	"fmt"
	"net/http"
)

// SetHeader sets a header of the response.
func SetHeader(key, value string) Op {
	return Op{
		Kind: "Header().Set " + key,
		Text: fmt.Sprintf("w.Header().Set(%q, %q)", key, value),
		do: func(c *Call) string {
			c.W.Header().Set(key, value)
			return ""
		},
	}
}

// AddHeader adds a value to a header of the response.
func AddHeader(key, value string) Op {
	return Op{
		Kind: "Header().Add " + key,
		Text: fmt.Sprintf("w.Header().Add(%q, %q)", key, value),
		do: func(c *Call) string {
			c.W.Header().Add(key, value)
			return ""
		},
	}
}

// DelHeader deletes a header of the response.
func DelHeader(key string) Op {
	return Op{
		Kind: "Header().Del " + key,
		Text: fmt.Sprintf("w.Header().Del(%q)", key),
		do: func(c *Call) string {
			c.W.Header().Del(key)
			return ""
		},
	}
}

// SuppressHeader sets a header to nil, which keeps net/http from setting it.
func SuppressHeader(key string) Op {
	return Op{
		Kind: "Header() nil " + key,
		Text: fmt.Sprintf("w.Header()[%q] = nil", key),
		do: func(c *Call) string {
			c.W.Header()[key] = nil
			return ""
		},
	}
}

// WriteHeader writes a status.
func WriteHeader(code int) Op {
	return Op{
		Kind: "WriteHeader",
		Text: fmt.Sprintf("w.WriteHeader(%d)", code),
		Odd:  code < 100 || code > 999,
		do: func(c *Call) string {
			if code >= 200 && code <= 999 || code == http.StatusSwitchingProtocols {
				c.begins(code)
			}
			c.W.WriteHeader(code)
			return ""
		},
		simpler: func() []Op {
			switch {
			case code > 200 && code <= 599 && code%100 != 0:
				return []Op{WriteHeader(code / 100 * 100)}
			case code > 100 && code < 200 && code != http.StatusSwitchingProtocols && code != 103:
				return []Op{WriteHeader(103)}
			}
			return nil
		},
	}
}
