package wire

import "strings"

// FramingLines is how many lines of a snapshot are no stats.
const FramingLines = 6

// Colon stands between the name and the value of a line.
const Colon = ": "

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

// Line adds a line. The name stands as [AppendName] writes it.
func (s *Section) Line(written string, v Value) {
	s.text = append(s.text, written...)
	s.value(v)
}

// Int adds the line of an integer. Its start is the name, as [AppendName] writes
// it, and [Colon].
func (s *Section) Int(start string, n int64) {
	s.text = append(appendInt(append(s.text, start...), n), '\n')
	s.lines++
}

// Bin adds the line of one bin of a histogram.
func (s *Section) Bin(h HistogramNames, bin int, count int64) {
	s.text = h.AppendBin(s.text, bin)
	s.value(Int(count))
}

func (s *Section) value(v Value) {
	s.text = append(s.text, Colon...)
	s.text = append(v.Append(s.text), '\n')
	s.lines++
}

func (s *Section) appendTo(b []byte, head string) []byte {
	return append(appendCount(b, head, s.lines), s.text...)
}

func appendCount(b []byte, head string, n int64) []byte {
	b = append(b, head...)
	return append(appendInt(b, n), '\n')
}

// A Frame is a snapshot about to be written.
type Frame struct {
	Program string  // what the program calls itself
	Start   float64 // when it began to count, in seconds since 1970

	Gauges, Counters, Bins Section

	// The counters, mostly the longest section, begin where they stand in the
	// whole text. What comes before them is put into the room there.
	room int
}

// Reset empties f and keeps its memory.
func (f *Frame) Reset() {
	f.Gauges = Section{text: f.Gauges.text[:0]}
	f.Counters = Section{text: f.Counters.text[:f.room]}
	f.Bins = Section{text: f.Bins.text[:0]}
}

// Text returns the whole snapshot. It stands in the memory of f, which is to be
// reset before it is used again.
func (f *Frame) Text() []byte {
	head := appendProcess(make([]byte, 0, 256), f.Program, f.Start)
	head = appendCount(head, gaugesHead, f.Gauges.lines)
	counters := appendCount(make([]byte, 0, 64), countHead, f.Counters.lines)
	begin := f.makeRoom(len(head) + len(f.Gauges.text) + len(counters))
	text := f.Counters.text
	_ = append(append(append(text[begin:begin], head...), f.Gauges.text...), counters...)
	text = f.Bins.appendTo(text, binsHead)
	text = appendCount(text, bytesHead, int64(len(text)-begin))
	f.Counters.text = text
	return text[begin:]
}

// makeRoom makes room for n bytes before the counters, and returns where it begins.
func (f *Frame) makeRoom(n int) (begin int) {
	if n > f.room {
		lines := f.Counters.text[f.room:]
		f.room = n + n/8
		f.Counters.text = append(make([]byte, f.room, f.room+len(lines)+len(lines)/8), lines...)
	}
	return f.room - n
}

// Size returns how many bytes of memory f holds.
func (f *Frame) Size() int {
	return cap(f.Gauges.text) + cap(f.Counters.text) + cap(f.Bins.text)
}

func appendProcess(b []byte, program string, start float64) []byte {
	b = append(b, processHead...)
	b = append(b, EscapeLabel(programName(program))...)
	b = append(b, processTail+"\n"+startHead...)
	return append(Float(start).Append(b), '\n')
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
