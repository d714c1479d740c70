package top

import (
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A name is what is to be known of a stat of the middleware.
type name struct {
	family      string
	route, code string // labels
	bin         int    // -1: it is none
}

// takeApart takes a name apart as it stands on the pipe.
func takeApart(written string) name {
	n := name{bin: -1}
	if histogram, bin, ok := wire.ParseBin(written); ok {
		written, n.bin = histogram, bin
	}
	text, err := wire.Original(written)
	if err != nil {
		return name{family: written, bin: -1}
	}
	family, labels := wire.SplitName(text)
	n.family = family
	for key, value := range each(labels) {
		switch key {
		case "route":
			n.route = value
		case "code":
			n.code = value
		}
	}
	return n
}

// each goes through labels as stats.Name writes them, and ends where they are
// not of that form.
func each(labels string) func(yield func(key, value string) bool) {
	return func(yield func(key, value string) bool) {
		for labels != "" {
			key, rest, ok := strings.Cut(labels, `="`)
			end := closing(rest)
			if !ok || end < 0 || !yield(key, wire.UnescapeLabel(rest[:end])) {
				return
			}
			labels = strings.TrimPrefix(rest[end+1:], ",")
		}
	}
}

// closing returns where the first quote is that no backslash takes away.
func closing(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}
