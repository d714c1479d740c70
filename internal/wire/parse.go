package wire

import (
	"bytes"
	"errors"
)

// ErrTorn says that a text is not exactly one whole snapshot: a piece of one,
// or two run together.
var ErrTorn = errors.New("not one whole snapshot")

// A Line is one stat. Name points into the text that was parsed.
type Line struct {
	Name  []byte // as it stands on the pipe
	Value Value
}

// A Snapshot is a text that was parsed. The zero Snapshot is ready to use, and
// may be used again: its memory is kept.
type Snapshot struct {
	Program string  // empty for a foreign pipe
	Start   float64 // seconds since 1970; 0 for a foreign pipe
	Framed  bool    // ours; if not, all lines are in Foreign

	Gauges, Counters, Bins []Line
	Foreign                []Line

	Malformed int // lines of a foreign pipe that are not a name and a number
}

// Parse reads one snapshot, which keeps pointing into data.
//
// A text that begins with our framing is taken whole or not at all: anything
// that is not exactly one snapshot is [ErrTorn], and of no use. Any other text
// is a foreign pipe's: its lines are taken as they are, the last of equal names
// wins, lines that are no stat (one cut off before its newline, too) are counted
// in Malformed; a line that begins with "pipestatic_" in it means a piece of one
// of ours, and [ErrTorn]. So an empty text is a foreign pipe that says nothing,
// and the end of a snapshot, from its last framing line on, looks foreign, too.
func (s *Snapshot) Parse(data []byte) error {
	*s = Snapshot{
		Gauges: s.Gauges[:0], Counters: s.Counters[:0], Bins: s.Bins[:0], Foreign: s.Foreign[:0],
	}
	switch head := []byte(processHead); {
	case bytes.HasPrefix(data, head):
		return s.parseFrame(data)
	case len(data) > 0 && bytes.HasPrefix(head, data):
		return ErrTorn
	}
	return s.parseForeign(data)
}

func (s *Snapshot) parseFrame(data []byte) error {
	line, rest, _ := bytes.Cut(data, newline)
	program, ok := parseProgram(line)
	start, rest, okStart := cutHead(rest, startHead)
	if !ok || !okStart {
		return ErrTorn
	}
	for _, section := range []struct {
		head  string
		lines *[]Line
	}{{gaugesHead, &s.Gauges}, {countHead, &s.Counters}, {binsHead, &s.Bins}} {
		n, after, ok := cutHead(rest, section.head)
		if !ok || n.IsFloat() {
			return ErrTorn
		}
		if rest, ok = parseLines(section.lines, after, n.Int64()); !ok {
			return ErrTorn
		}
	}
	size, after, ok := cutHead(rest, bytesHead)
	if !ok || size != Int(int64(len(data)-len(rest))) || len(after) != 0 {
		return ErrTorn
	}
	s.Program, s.Start, s.Framed = program, start.Float64(), true
	return nil
}

var newline = []byte{'\n'}

// parseProgram reads the first line. Text that is not escaped as we do it holds
// the beginning of another snapshot.
func parseProgram(line []byte) (program string, ok bool) {
	escaped, ok := bytes.CutSuffix(line[len(processHead):], []byte(processTail))
	program = UnescapeLabel(string(escaped))
	return program, ok && EscapeLabel(program) == string(escaped)
}

// cutHead reads a framing line.
func cutHead(data []byte, head string) (v Value, rest []byte, ok bool) {
	line, rest, ok := bytes.Cut(data, newline)
	text, found := bytes.CutPrefix(line, []byte(head))
	v, err := parseValue(text)
	return v, rest, ok && found && err == nil
}

// parseLines appends the n lines that data begins with. A line of framing among
// them belongs to another snapshot, whose lines would make up for missing ones.
func parseLines(lines *[]Line, data []byte, n int64) (rest []byte, ok bool) {
	list := *lines
	for ; n > 0; n-- {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			return nil, false
		}
		name, value, ok := parseLine(data[:end])
		if !ok || isFraming(data[:end]) {
			return nil, false
		}
		list = append(list, Line{name, value})
		data = data[end+1:]
	}
	*lines = list
	return data, n == 0
}

func isFraming(line []byte) bool {
	if !bytes.HasPrefix(line, []byte(Reserved)) {
		return false
	}
	for _, head := range []string{
		processHead, startHead, gaugesHead, countHead, binsHead, bytesHead,
	} {
		if bytes.HasPrefix(line, []byte(head)) {
			return true
		}
	}
	return false
}

// parseLine splits at the last ": ".
func parseLine(b []byte) (name []byte, v Value, ok bool) {
	if name, n, ok := cutCount(b); ok {
		return name, Int(n), true
	}
	space := bytes.LastIndexByte(b, ' ')
	if space < 1 || b[space-1] != ':' {
		return nil, Value{}, false
	}
	v, err := parseValue(b[space+1:])
	return b[:space-1], v, err == nil
}

// cutCount is parseLine for what nearly all lines are: a name and an integer that
// has no sign, and is not long. It goes once through the value, from its end.
func cutCount(b []byte) (name []byte, n int64, ok bool) {
	i := len(b) - 1
	for unit := int64(1); i > 1 && unit < 1e18; i-- {
		digit := b[i] - '0'
		if digit > 9 {
			break
		}
		n += int64(digit) * unit
		unit *= 10
	}
	if i < 1 || i == len(b)-1 || b[i] != ' ' || b[i-1] != ':' {
		return nil, 0, false
	}
	return b[:i-1], n, true
}

func (s *Snapshot) parseForeign(data []byte) error {
	index := map[string]int{}
	for len(data) > 0 {
		text, rest, whole := bytes.Cut(data, newline)
		if bytes.HasPrefix(text, []byte(Reserved)) {
			return ErrTorn
		}
		data = rest
		name, value, ok := parseLine(text)
		if !ok || !whole {
			s.Malformed++
			continue
		}
		line := Line{shown(name), value}
		if i, twice := index[string(line.Name)]; twice {
			s.Foreign[i] = line
			continue
		}
		index[string(line.Name)] = len(s.Foreign)
		s.Foreign = append(s.Foreign, line)
	}
	return nil
}

// shown quotes a foreign name that could not be shown, and one that looks
// quoted, so that names which differ stay different in every output.
func shown(name []byte) []byte {
	if len(name) > 0 && name[0] != '"' && printable(string(name)) {
		return name
	}
	return AppendName(nil, string(name))
}
