package aggregator

import (
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// metricName makes a name one of [a-zA-Z_:][a-zA-Z0-9_:]*: what is none of these
// becomes an underscore.
func metricName(name string) string { return escape(name, ":") }

// labelKey is metricName for the key of a label, that has no colon. Keys that
// begin with two underscores are the scraper's own, and those that we add are
// ours.
func labelKey(key string) string {
	key = escape(key, "")
	for strings.HasPrefix(key, "__") {
		key = key[1:]
	}
	switch key {
	case "program", "pid", "le":
		return "exported_" + key
	}
	return key
}

func escape(name, also string) string {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_':
			return c
		case strings.ContainsRune(also, c):
			return c
		}
		return '_'
	}, name)
}

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
