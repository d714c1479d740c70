package aggregator

import (
	"net/url"
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
