package aggregator

import "strings"

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
	case "program", "pid", "dir", "le":
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
