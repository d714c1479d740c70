package aggregator

import (
	"bytes"
	"fmt"
	"html"
	"reflect"
	"strings"
)

// A mustache is a piece of a template in a small part of the language of that
// name:
//
//	{{Name}}               what the field Name is, escaped
//	{{#Name}}...{{/Name}}  once for each element of a slice; for anything else
//	                       once, unless it is zero
//	{{^Name}}...{{/Name}}  once, if that did nothing
//
// A field is looked for in the innermost struct first, then in those around it.
//
// html/template is not used because it calls methods by their names. In a program
// that does, the linker keeps the exported methods of all types: 3 MB in a small
// one, and of code that is not ours. What it knows of contexts is not needed: a
// value is only ever text or the whole of an attribute in quotes, never a script,
// a style or the scheme of a link. One way to escape is right for these, and the
// tests hold the page to them.
type mustache struct {
	text  string // as it stands, where there is no name
	name  string
	kind  byte // '#' or '^' of a section, else 0
	inner []mustache
}

// parseMustache returns the pieces up to the end of the section, and what follows
// that.
func parseMustache(text string) (pieces []mustache, rest string) {
	for {
		before, after, found := strings.Cut(text, "{{")
		pieces = append(pieces, mustache{text: before})
		if !found {
			return pieces, ""
		}
		name, after, _ := strings.Cut(after, "}}")
		m := mustache{name: name}
		switch name[0] {
		case '/':
			return pieces, after
		case '#', '^':
			m.kind, m.name = name[0], name[1:]
			m.inner, after = parseMustache(after)
		}
		pieces, text = append(pieces, m), after
	}
}

// fill writes the pieces with what is in the structs, the innermost of which is
// the last.
func fill(b *bytes.Buffer, pieces []mustache, structs ...reflect.Value) {
	for i := range pieces {
		if m := &pieces[i]; m.name == "" {
			b.WriteString(m.text)
		} else {
			m.fill(b, structs)
		}
	}
}

func (m *mustache) fill(b *bytes.Buffer, structs []reflect.Value) {
	v := m.field(structs)
	switch {
	case m.kind == 0:
		b.WriteString(html.EscapeString(fmt.Sprint(v)))
	case m.kind == '^':
		if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			fill(b, m.inner, structs...)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			fill(b, m.inner, append(structs, v.Index(i))...)
		}
	case v.IsZero():
	case v.Kind() == reflect.Struct:
		fill(b, m.inner, append(structs, v)...)
	default:
		fill(b, m.inner, structs...)
	}
}

// field finds a field. One that is missing is a mistake in the template: each of
// its names is looked up in the tests.
func (m *mustache) field(structs []reflect.Value) (v reflect.Value) {
	for i := len(structs) - 1; i >= 0 && !v.IsValid(); i-- {
		v = reflect.Indirect(structs[i]).FieldByName(m.name)
	}
	return v
}
