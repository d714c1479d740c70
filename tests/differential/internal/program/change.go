package program

import (
	"net/http"
	"net/url"
)

// A change is something that programs do to their request.
type change struct {
	name, text string
	do         func(r *http.Request)
}

// The changes that a program can make. Those of fields that others look at later
// must reach them.
var changes = []change{
	{"Method", `r.Method = "PUT"`,
		func(r *http.Request) { r.Method = "PUT" }},
	{"Method", `r.Method = "HEAD"`,
		func(r *http.Request) { r.Method = "HEAD" }},
	{"URL", `r.URL.Path = "/changed"`,
		func(r *http.Request) { r.URL.Path = "/changed" }},
	{"URL", `r.URL = &url.URL{Path: "/new"}`,
		func(r *http.Request) { r.URL = &url.URL{Path: "/new"} }},
	{"Header", `r.Header.Set("X-Changed", "1")`,
		func(r *http.Request) { r.Header.Set("X-Changed", "1") }},
	{"Header", `r.Header = http.Header{"X-New": {"1"}}`,
		func(r *http.Request) { r.Header = http.Header{"X-New": {"1"}} }},
	{"Trailer", `r.Trailer = http.Header{"X-New": {"1"}}`,
		func(r *http.Request) { r.Trailer = http.Header{"X-New": {"1"}} }},
	{"Form", `r.Form = url.Values{"a": {"1"}}`,
		func(r *http.Request) { r.Form = url.Values{"a": {"1"}} }},
	{"PostForm", `r.PostForm = url.Values{"a": {"1"}}`,
		func(r *http.Request) { r.PostForm = url.Values{"a": {"1"}} }},
	{"Pattern", `r.Pattern = "/told/{x}"`,
		func(r *http.Request) { r.Pattern = "/told/{x}" }},
	// As routers do: of a request without a body, path values alone are not given back.
	{"Pattern", `r.Pattern = "/told/{x}"; r.SetPathValue("set", "1")`,
		func(r *http.Request) { r.Pattern = "/told/{x}"; r.SetPathValue("set", "1") }},
	{"RemoteAddr", `r.RemoteAddr = "198.51.100.1:1"`,
		func(r *http.Request) { r.RemoteAddr = "198.51.100.1:1" }},
	{"Host", `r.Host = "changed.example"`,
		func(r *http.Request) { r.Host = "changed.example" }},
	{"RequestURI", `r.RequestURI = "/changed"`,
		func(r *http.Request) { r.RequestURI = "/changed" }},
	{"Close", `r.Close = true`,
		func(r *http.Request) { r.Close = true }},
	{"ContentLength", `r.ContentLength = 7`,
		func(r *http.Request) { r.ContentLength = 7 }},
	{"Proto", `r.Proto = "HTTP/1.0"`,
		func(r *http.Request) { r.Proto = "HTTP/1.0" }},
}

// Change changes the request.
func Change(i int) Op {
	ch := changes[i]
	return Op{
		Kind: "change r." + ch.name,
		Text: ch.text,
		do: func(c *Call) string {
			ch.do(c.R)
			return ""
		},
	}
}

// Look looks at all of the request.
func Look() Op {
	return Op{
		Kind: "look at r",
		Text: "fmt.Sprint(r)",
		do:   func(c *Call) string { return Describe(c.R) },
	}
}
