package aggregator

import (
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A label is one of a name's.
type label struct{ key, value string }

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

// written returns labels as text, and what tells them from others: a label
// without a value is none.
func written(labels []label, s sample) (text, identity string, ok bool) {
	all := make([]label, 0, len(labels)+3)
	for _, l := range labels {
		all = append(all, label{labelKey(l.key), l.value})
	}
	all = append(all, label{"program", s.program})
	if s.pid != "" {
		all = append(all, label{"pid", s.pid})
	}
	if s.dir != "" {
		all = append(all, label{"dir", s.dir})
	}
	slices.SortFunc(all, func(a, b label) int { return strings.Compare(a.key, b.key) })
	var full, short []string
	for i, l := range all {
		if i > 0 && l.key == all[i-1].key {
			return "", "", false
		}
		value := wire.EscapeLabel(strings.ToValidUTF8(l.value, "\uFFFD"))
		full = append(full, l.key+`="`+value+`"`)
		if value != "" {
			short = append(short, full[i])
		}
	}
	return strings.Join(full, ","), strings.Join(short, ","), true
}
