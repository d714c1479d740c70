package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
)

const (
	texts        = 1000 // of programs that have the same stats
	linesPerText = 1000
)

func framedText(names []string) []byte {
	var text bytes.Buffer
	_, _ = ourStats(names).WriteTo(&text) // into memory: it cannot fail
	return text.Bytes()
}

func plainText(names []string, separator string) []byte {
	var text bytes.Buffer
	for i, name := range names {
		fmt.Fprintf(&text, "%s%s%d\n", name, separator, value(i))
	}
	return text.Bytes()
}

// A total is the sum of all stats of one name.
type total map[string]*int64

func (t total) add(name []byte, n int64) {
	sum := t[string(name)]
	if sum == nil {
		sum = new(int64)
		t[string(name)] = sum
	}
	*sum += n
}

func (t total) sum() (sum int64) {
	for _, n := range t {
		sum += *n
	}
	return sum
}

func parseWire(b *testing.B, text []byte) int64 {
	var s wire.Snapshot
	t := total{}
	for range texts {
		if err := s.Parse(text); err != nil {
			b.Fatal(err)
		}
		for _, l := range s.Counters {
			t.add(l.Name, l.Value.Int64())
		}
	}
	return t.sum()
}

// parseBytes is the least that does it.
func parseBytes(text []byte) int64 {
	t := total{}
	for range texts {
		for rest := text; len(rest) > 0; {
			end := bytes.IndexByte(rest, '\n')
			colon := bytes.LastIndexByte(rest[:end], ':')
			n, _ := strconv.ParseInt(string(rest[colon+2:end]), 10, 64)
			t.add(rest[:colon], n)
			rest = rest[end+1:]
		}
	}
	return t.sum()
}

func parseScanner(text []byte) int64 {
	t := total{}
	for range texts {
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			colon := bytes.LastIndexByte(lines.Bytes(), ':')
			n, _ := strconv.ParseInt(string(lines.Bytes()[colon+2:]), 10, 64)
			t.add(lines.Bytes()[:colon], n)
		}
	}
	return t.sum()
}

func parseTextparse(b *testing.B, text []byte) int64 {
	t, symbols := total{}, labels.NewSymbolTable()
	for range texts {
		p := textparse.NewPromParser(text, symbols, false)
		for {
			entry, err := p.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if entry == textparse.EntrySeries {
				name, _, n := p.Series()
				t.add(name, int64(n))
			}
		}
	}
	return t.sum()
}

func parseExpfmt(b *testing.B, text []byte) int64 {
	t := total{}
	for range texts {
		p := expfmt.NewTextParser(model.UTF8Validation)
		families, err := p.TextToMetricFamilies(bytes.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		for _, family := range families {
			for _, m := range family.GetMetric() {
				name := []byte(m.GetLabel()[0].GetValue())
				t.add(name, int64(m.GetUntyped().GetValue()))
			}
		}
	}
	return t.sum()
}
