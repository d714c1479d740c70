package program

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
)

// read notes what was read from the request's body.
func (c *Call) read(n int, err error) {
	var large *http.MaxBytesError
	c.set(func(f *Facts) {
		f.Read += int64(n)
		if errors.As(err, &large) {
			f.ReadUnknown = true // MaxBytesReader reads one byte more
		}
	})
}

// Read reads at most n bytes of the body.
func Read(n int) Op {
	return Op{
		Kind: "read part of the body",
		Text: fmt.Sprintf("io.ReadFull(r.Body, make([]byte, %d))", n),
		do: func(c *Call) string {
			p := make([]byte, n)
			m, err := io.ReadFull(c.R.Body, p)
			c.read(m, err)
			return fmt.Sprintf("%d, %s, %x", m, fails(err), crc32.ChecksumIEEE(p[:m]))
		},
	}
}

// ReadAll reads the body to its end.
func ReadAll() Op {
	return Op{
		Kind: "read the body",
		Text: "io.ReadAll(r.Body)",
		do: func(c *Call) string {
			p, err := io.ReadAll(c.R.Body)
			c.read(len(p), err)
			return fmt.Sprintf("%d, %s, %x", len(p), fails(err), crc32.ChecksumIEEE(p))
		},
	}
}

// CloseBody closes the body.
func CloseBody() Op {
	return Op{
		Kind: "close the body",
		Text: "r.Body.Close()",
		do:   func(c *Call) string { return fails(c.R.Body.Close()) },
	}
}

// MaxBytes limits the body. With the ResponseWriter, http.MaxBytesReader has
// net/http close the connection, by a method that it does not export.
func MaxBytes(limit int64, withWriter bool) Op {
	arg := "nil"
	if withWriter {
		arg = "w"
	}
	return Op{
		Kind: "http.MaxBytesReader",
		Text: fmt.Sprintf("r.Body = http.MaxBytesReader(%s, r.Body, %d)", arg, limit),
		do: func(c *Call) string {
			if !withWriter {
				c.R.Body = http.MaxBytesReader(nil, c.R.Body, limit)
				return ""
			}
			c.R.Body = &limited{http.MaxBytesReader(c.W, c.R.Body, limit), c}
			return ""
		},
		simpler: func() (ops []Op) {
			if withWriter {
				ops = append(ops, MaxBytes(limit, false))
			}
			return ops
		},
	}
}

// limited notes that http.MaxBytesReader has found the body too large.
type limited struct {
	io.ReadCloser
	c *Call
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		l.c.set(func(f *Facts) { f.TooLarge, f.ReadUnknown = true, true })
	}
	return n, err
}

// Bodies that stand in for a request's.
var bodies = map[string]func(r *http.Request) io.ReadCloser{
	"http.NoBody": func(*http.Request) io.ReadCloser { return http.NoBody },
	`io.NopCloser(strings.NewReader("x"))`: func(*http.Request) io.ReadCloser {
		return io.NopCloser(strings.NewReader("x"))
	},
	"struct{ io.ReadCloser }{r.Body}": func(r *http.Request) io.ReadCloser {
		return struct{ io.ReadCloser }{r.Body}
	},
}

// ReplaceBody replaces the body by another.
func ReplaceBody(by string) Op {
	return Op{
		Kind: "replace the body",
		Text: "r.Body = " + by,
		do: func(c *Call) string {
			c.set(func(f *Facts) { f.ReadUnknown = true })
			c.R.Body = bodies[by](c.R)
			return ""
		},
	}
}

// ParseForm parses the body as a form.
func ParseForm() Op {
	return Op{
		Kind: "ParseForm",
		Text: "r.ParseForm()",
		do: func(c *Call) string {
			c.set(func(f *Facts) { f.ReadUnknown = true })
			return fails(c.R.ParseForm())
		},
	}
}

// ParseMultipartForm parses the body as a form with files.
func ParseMultipartForm() Op {
	return Op{
		Kind: "ParseMultipartForm",
		Text: "r.ParseMultipartForm(1 << 10)",
		do: func(c *Call) string {
			c.set(func(f *Facts) { f.ReadUnknown = true })
			return fails(c.R.ParseMultipartForm(1 << 10))
		},
	}
}

// ReadTrailer looks at the request's trailer.
func ReadTrailer() Op {
	return Op{
		Kind: "r.Trailer",
		Text: "fmt.Sprint(r.Trailer)",
		do:   func(c *Call) string { return fmt.Sprint(c.R.Trailer) },
	}
}
