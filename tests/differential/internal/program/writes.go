package program

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// text returns n bytes that look like text.
func text(n int) string {
	const line = "The quick brown fox jumps over the lazy dog.\n"
	return strings.Repeat(line, n/len(line)+1)[:n]
}

// smaller returns the sizes to try for a smaller program.
func smaller(n int) (sizes []int) {
	for _, size := range []int{0, 1, 600, 3000} {
		if size < n {
			sizes = append(sizes, size)
		}
	}
	return sizes
}

func eachSmaller(n int, op func(int) Op) func() []Op {
	return func() (ops []Op) {
		for _, size := range smaller(n) {
			ops = append(ops, op(size))
		}
		return ops
	}
}

// Write writes n bytes.
func Write(n int) Op {
	return Op{
		Kind: "Write",
		size: n,
		Text: fmt.Sprintf("w.Write(text(%d))", n),
		do: func(c *Call) string {
			c.begins(http.StatusOK)
			m, err := c.W.Write([]byte(text(n)))
			c.wrote(int64(m))
			return fmt.Sprint(m, ", ", fails(err))
		},
		simpler: eachSmaller(n, Write),
	}
}

// WriteString writes a string of n bytes.
func WriteString(n int) Op {
	return Op{
		Kind: "WriteString",
		size: n,
		Text: fmt.Sprintf("io.WriteString(w, text(%d))", n),
		do: func(c *Call) string {
			c.begins(http.StatusOK)
			m, err := io.WriteString(c.W, text(n))
			c.wrote(int64(m))
			return fmt.Sprint(m, ", ", fails(err))
		},
		simpler: eachSmaller(n, WriteString),
	}
}

// Error answers with http.Error.
func Error(code int) Op {
	return Op{
		Kind: "http.Error",
		Text: fmt.Sprintf("http.Error(w, \"no\", %d)", code),
		do: func(c *Call) string {
			c.begins(code)
			c.set(func(f *Facts) { f.WroteUnknown = true })
			http.Error(c.W, "no", code)
			return ""
		},
		simpler: func() []Op { return []Op{WriteHeader(code)} },
	}
}

// Redirect answers with http.Redirect.
func Redirect(code int) Op {
	return Op{
		Kind: "http.Redirect",
		Text: fmt.Sprintf("http.Redirect(w, r, \"/elsewhere\", %d)", code),
		do: func(c *Call) string {
			c.begins(code)
			c.set(func(f *Facts) { f.WroteUnknown = true })
			http.Redirect(c.W, c.R, "/elsewhere", code)
			return ""
		},
		simpler: func() []Op { return []Op{WriteHeader(code)} },
	}
}

// ServeContent answers with http.ServeContent, which looks at the request's
// conditions and ranges.
func ServeContent(n int) Op {
	return Op{
		Kind: "http.ServeContent",
		size: n,
		Text: fmt.Sprintf("http.ServeContent(w, r, \"x.txt\", time.Unix(1e9, 0), text(%d))", n),
		do: func(c *Call) string {
			c.begins(0)
			c.set(func(f *Facts) { f.WroteUnknown = true })
			src := bytes.NewReader([]byte(text(n)))
			http.ServeContent(c.W, c.R, "x.txt", time.Unix(1e9, 0), src)
			return ""
		},
		simpler: eachSmaller(n, ServeContent),
	}
}
