package aggregator

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// A pageQuery is what the address of the page says about it, beside what every
// query says. So a view of the page can be passed on, and reloaded.
type pageQuery struct {
	form    url.Values
	process string // the pipe's name without .stats; empty: all
	find    string // a part of the names to list
	bins    bool   // list the bins of histograms, too
	all     bool   // list more than the first
}

func parsePageQuery(form url.Values) pageQuery {
	return pageQuery{
		form:    form,
		process: form.Get("process"),
		find:    form.Get("find"),
		bins:    form.Get("bins") == "1",
		all:     form.Get("all") == "1",
	}
}

// with returns the link to the page where one thing is different.
func (q pageQuery) with(key, value string) string {
	form := url.Values{}
	for k, values := range q.form {
		form[k] = values
	}
	form.Del(key)
	if key == "program" {
		form.Del("process") // is of one program
	}
	if value != "" {
		form.Set(key, value)
	}
	return "?" + form.Encode()
}

// lists reports whether the name is in the list that is asked for.
func (q pageQuery) lists(name string, k kind) bool {
	return (q.bins || k&bin == 0) &&
		strings.Contains(strings.ToLower(name), strings.ToLower(q.find))
}

// A field is a hidden one of a form.
type field struct{ Key, Value string }

// kept is the address without what the form itself asks for.
func (q pageQuery) kept() (fields []field) {
	for _, key := range slices.Sorted(maps.Keys(q.form)) {
		if key == "find" || key == "bins" || key == "all" {
			continue
		}
		for _, value := range q.form[key] {
			fields = append(fields, field{key, value})
		}
	}
	return fields
}
