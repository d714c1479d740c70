package program

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

// Ways to copy into a ResponseWriter.
var copyWays = map[string]func(w io.Writer, src io.Reader) (int64, error){
	"io.Copy(w, %s)": io.Copy,
	"io.CopyN(w, %s)": func(w io.Writer, src io.Reader) (int64, error) {
		return io.CopyN(w, src, 1500)
	},
	"writerOnly(w, %s)": func(w io.Writer, src io.Reader) (int64, error) {
		return io.Copy(struct{ io.Writer }{w}, src)
	},
	"w.ReadFrom(%s)": func(w io.Writer, src io.Reader) (int64, error) {
		if rf, ok := w.(io.ReaderFrom); ok {
			return rf.ReadFrom(src)
		}
		return io.Copy(w, src)
	},
}

// Copy copies from a source.
func Copy(way string, src Source) Op {
	size := src.Size
	if src.Name == "file" || src.Name == "body" {
		size = 1 << 20 // whatever there is
	}
	return Op{
		Kind: "copy from " + src.Name,
		size: size,
		Odd:  true,
		Text: fmt.Sprintf(way, fmt.Sprintf("%s(%d)", src.Name, src.Size)),
		do:   func(c *Call) string { return doCopy(c, way, src) },
		simpler: func() (ops []Op) {
			if way != "io.Copy(w, %s)" {
				ops = append(ops, Copy("io.Copy(w, %s)", src))
			}
			for _, size := range smaller(src.Size) {
				ops = append(ops, Copy(way, Source{src.Name, size}))
			}
			if src.Name != "pieces" && src.Name != "empty" {
				ops = append(ops, Copy(way, Source{"pieces", src.Size}))
			}
			return ops
		},
	}
}

func doCopy(c *Call, way string, src Source) string {
	log := &readLog{call: c}
	from := sources[src.Name](c, log, src.Size)
	defer closeFile(from)
	c.set(func(f *Facts) { f.InCopy = true })
	b := c.beginning(http.StatusOK)
	n, err := copyWays[way](c.W, from)
	if src.Name == "body" {
		c.read(int(n), err)
		c.set(func(f *Facts) { f.ReadUnknown = f.ReadUnknown || err != nil || way == "io.CopyN(w, %s)" })
	}
	if n > 0 || errors.Is(err, http.ErrContentLength) {
		c.began(b)
	}
	c.set(func(f *Facts) {
		f.InCopy = false
		f.EmptyCopy = f.EmptyCopy || n == 0
		f.MayFlush = true
	})
	c.wrote(n)
	return fmt.Sprint(n, ", ", fails(err), ", ", log)
}

// closeFile closes the file that is a source, or that a limited source is of.
func closeFile(src io.Reader) {
	if l, ok := src.(*io.LimitedReader); ok {
		src = l.R
	}
	if f, ok := src.(*os.File); ok {
		_ = f.Close()
	}
}
