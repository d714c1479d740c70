package aggregator

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A label is one of a name's.
type label struct{ key, value string }

// parsed is a name that was taken apart.
type parsed struct {
	written, family string
	labels          []label // as a scraper gets them
}

// parse takes a name apart. Samples of the same name come after each other.
func (fs *families) parse(written string) (family string, labels []label) {
	if written != fs.last.written {
		family, labels := parseName(written)
		fs.last = parsed{written, family, exported(labels)}
	}
	return fs.last.family, fs.last.labels
}

// parseName takes a name as written apart. One whose labels are not in the form
// that stats.Name gives them is its own family, as a whole.
func parseName(written string) (family string, labels []label) {
	name, err := wire.Original(written)
	if err != nil {
		return written, nil
	}
	family, text := wire.SplitName(name)
	for text != "" {
		l, rest, ok := cutLabel(text)
		if !ok {
			return name, nil
		}
		labels, text = append(labels, l), rest
	}
	return family, labels
}

// cutLabel cuts off `key="value"`, and the comma after it.
func cutLabel(text string) (l label, rest string, ok bool) {
	key, rest, ok := strings.Cut(text, `="`)
	if !ok {
		return l, "", false
	}
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			l = label{key, wire.UnescapeLabel(rest[:i])}
			rest = rest[i+1:]
			after, comma := strings.CutPrefix(rest, ",")
			return l, after, rest == "" || comma && after != ""
		}
	}
	return l, "", false
}

// exported returns labels as a scraper gets them.
func exported(labels []label) []label {
	list := make([]label, len(labels))
	for i, l := range labels {
		list[i] = label{labelKey(l.key), escapeValue(l.value)}
	}
	return list
}

func escapeValue(value string) string {
	return wire.EscapeLabel(strings.ToValidUTF8(value, "\uFFFD"))
}

// written returns exported labels and those that we add as text, and what tells
// them from others: a label without a value is none.
func written(labels []label, s sample) (text, identity string, ok bool) {
	all := make([]label, len(labels), len(labels)+3)
	copy(all, labels)
	all = append(all, label{"program", escapeValue(s.program)})
	if s.pid != "" {
		all = append(all, label{"pid", escapeValue(s.pid)})
	}
	if s.dir != "" {
		all = append(all, label{"dir", escapeValue(s.dir)})
	}
	slices.SortFunc(all, func(a, b label) int { return strings.Compare(a.key, b.key) })
	for i := range all[1:] {
		if all[i].key == all[i+1].key {
			return "", "", false
		}
	}
	text = joined(all)
	told := slices.DeleteFunc(all, func(l label) bool { return l.value == "" })
	if identity = text; len(told) < len(all) {
		identity = joined(told)
	}
	return text, identity, true
}

func joined(labels []label) string {
	var text [128]byte
	b := text[:0]
	for i, l := range labels {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(append(b, l.key...), `="`...), l.value...), '"')
	}
	return string(b)
}
