package wire

import "strings"

// FramingLines is how many lines of a snapshot are no stats.
const FramingLines = 6

// The framing lines, without their values.
const (
	processHead = Reserved + `process{program="`
	processTail = `"}: 1`
	startHead   = Reserved + "start_time_seconds: "
	gaugesHead  = Reserved + "gauges: "
	countHead   = Reserved + "counters: "
	binsHead    = Reserved + "bins: "
	bytesHead   = Reserved + "bytes: "
)

// A Section collects the lines of one section of a snapshot.
type Section struct {
	text  []byte
	lines int64
}

// Reset empties s and keeps its memory.
func (s *Section) Reset() { s.text, s.lines = s.text[:0], 0 }

// Line adds a line. The name stands as [AppendName] writes it.
func (s *Section) Line(written string, v Value) {
	s.text = append(s.text, written...)
	s.value(v)
}

// Bin adds the line of one bin of a histogram.
func (s *Section) Bin(h HistogramNames, bin int, count int64) {
	s.text = h.AppendBin(s.text, bin)
	s.value(Int(count))
}

func (s *Section) value(v Value) {
	s.text = append(s.text, ": "...)
	s.text = append(v.Append(s.text), '\n')
	s.lines++
}

// A Frame is a snapshot about to be written.
type Frame struct {
	Program string  // what the program calls itself
	Start   float64 // when it began to count, in seconds since 1970

	Gauges, Counters, Bins Section
}

// Append appends the whole snapshot to b.
func (f *Frame) Append(b []byte) []byte {
	begin := len(b)
	b = append(b, processHead...)
	b = append(b, EscapeLabel(programName(f.Program))...)
	b = append(b, processTail+"\n"+startHead...)
	b = append(Float(f.Start).Append(b), '\n')
	b = f.Gauges.appendTo(b, gaugesHead)
	b = f.Counters.appendTo(b, countHead)
	b = f.Bins.appendTo(b, binsHead)
	size := Int(int64(len(b) - begin))
	b = append(b, bytesHead...)
	return append(size.Append(b), '\n')
}

func (s *Section) appendTo(b []byte, head string) []byte {
	b = append(b, head...)
	b = append(Int(s.lines).Append(b), '\n')
	return append(b, s.text...)
}

// programName makes a program's name fit into one line: what is not valid or
// not printable becomes U+FFFD.
func programName(name string) string {
	return strings.Map(func(r rune) rune {
		if breaksLine(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
}
