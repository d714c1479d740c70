package expvarbridge

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// jsonLimit is what the JSON of one var may come to, in bytes, and the names
// that it is flattened to.
const jsonLimit = 1 << 20

var errTrailing = errors.New("more than one JSON value")

// A number is one number of a var.
type number struct {
	name  string
	n     int64
	f     float64
	float bool // f, not n
}

func integer(name string, n int64) number { return number{name: name, n: n} }

func float(name string, f float64) number { return number{name: name, f: f, float: true} }

// flatten returns the numbers in the JSON of the var called name. If anything
// in the text is not as it should be there are none.
func flatten(name, text string) ([]number, error) {
	if len(text) > jsonLimit {
		return nil, errLarge
	}
	f := flattener{Decoder: json.NewDecoder(strings.NewReader(text)), room: jsonLimit}
	f.UseNumber()
	if err := f.value(name, 1); err != nil {
		return nil, err
	}
	if _, err := f.Token(); err != io.EOF {
		return nil, errTrailing
	}
	return f.numbers, nil
}

// A flattener reads token by token: a tree of the values would take many times
// the memory of their text, and keep one of two equal names.
type flattener struct {
	*json.Decoder
	numbers []number
	room    int // what is left of jsonLimit for names
}

// value reads one value and keeps its numbers under name.
func (f *flattener) value(name string, depth int) error {
	token, err := f.Token()
	switch t := token.(type) {
	case json.Number:
		f.numbers = append(f.numbers, parse(name, t.String()))
	case bool:
		f.numbers = append(f.numbers, integer(name, truth(t)))
	case json.Delim:
		if t == '[' {
			return f.skip()
		}
		return f.object(name, depth)
	}
	return err
}

// object reads what comes after the opening brace. Each member's name is paid
// for, number or not: short text can nest to names that are very long in sum.
func (f *flattener) object(name string, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	for f.More() {
		key, err := f.Token()
		if err != nil {
			return err
		}
		member := name + "." + key.(string)
		if f.room -= len(member); f.room < 0 {
			return errLarge
		}
		if err := f.value(member, depth+1); err != nil {
			return err
		}
	}
	_, err := f.Token()
	return err
}

// skip reads what comes after the opening bracket of an array.
func (f *flattener) skip() error {
	for open := 1; open > 0; {
		token, err := f.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			open++
		case json.Delim(']'), json.Delim('}'):
			open--
		}
	}
	return nil
}

// parse reads a JSON number. One beyond float64 becomes infinite.
func parse(name, text string) number {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return integer(name, n)
	}
	f, _ := strconv.ParseFloat(text, 64)
	return float(name, f)
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
