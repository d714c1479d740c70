package aggregator

import (
	"bytes"
	"html"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func filled(text string, with any) string {
	var b bytes.Buffer
	pieces, rest := parseMustache(text)
	fill(&b, pieces, reflect.ValueOf(with))
	return b.String() + rest
}

func TestMustache(t *testing.T) {
	type inner struct{ Name string }
	type outer struct {
		Name, Empty string
		Three       int
		Yes, No     bool
		List        []inner
		Pointers    []*inner
		None        []inner
		Struct      inner
	}
	with := outer{
		Name: `<a href="x">'&'`, Three: 3, Yes: true,
		List: []inner{{"a"}, {"b"}}, Pointers: []*inner{{"c"}}, None: []inner{},
		Struct: inner{"s"},
	}
	for text, want := range map[string]string{
		"":                                       "",
		"no hole":                                "no hole",
		"{{Name}}":                               "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;",
		"{{Three}}, {{Empty}}":                   "3, ",
		"{{#Yes}}y{{/Yes}}{{^Yes}}not y{{/Yes}}": "y",
		"{{#No}}n{{/No}}{{^No}}not n{{/No}}":     "not n",
		"{{#Three}}{{Three}}{{/Three}}":          "3",
		"{{#List}}{{Name}}{{Three}} {{/List}}":   "a3 b3 ",
		"{{#List}}{{#List}}{{Name}}{{/List}}{{/List}}":           "abab",
		"{{#Pointers}}{{Name}}{{/Pointers}}":                     "c",
		"{{#None}}n{{/None}}{{^None}}none{{/None}}":              "none",
		"{{#Struct}}{{Name}}{{/Struct}}{{^Struct}}no{{/Struct}}": "s",
	} {
		if got := filled(text, with); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func pageText(t *testing.T) string {
	t.Helper()
	text, err := assets.ReadFile("page/page.html")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSectionsEnd(t *testing.T) {
	var open []string
	for _, m := range sections.FindAllStringSubmatch(pageText(t), -1) {
		if kind, name := m[1], m[2]; kind != "/" {
			open = append(open, name)
		} else if last := len(open) - 1; last < 0 || open[last] != name {
			t.Fatalf("%s ends, and open are %v", name, open)
		} else {
			open = open[:last]
		}
	}
	if len(open) > 0 {
		t.Errorf("%v do not end", open)
	}
}

var (
	holes    = regexp.MustCompile(`\{\{\w+\}\}`)
	sections = regexp.MustCompile(`\{\{([#^/])(\w+)\}\}`)
	quoted   = regexp.MustCompile(`([\w-]+)="([^"]*)"`)
	raw      = regexp.MustCompile(`(?i)<(script|style|textarea|iframe|plaintext)[^>]*>[^<]|<!--`)
)

// A value is text, or the whole of an attribute in quotes that runs nothing, and
// loads nothing but what a link of ours leads to.
func TestHolesAreWhereOneWayToEscapeIsRight(t *testing.T) {
	page := sections.ReplaceAllString(pageText(t), "")
	if bad := raw.FindString(page); bad != "" {
		t.Errorf("%q: what is in there is not text", bad)
	}
	places := map[string]bool{}
	for _, tag := range tags.FindAllString(page, -1) {
		for _, a := range quoted.FindAllStringSubmatch(tag, -1) {
			if key, value := a[1], a[2]; value != "" && holes.FindString(value) == value {
				places[key] = true
				tag = strings.ReplaceAll(tag, a[0], "")
			}
		}
		if strings.Contains(tag, "{{") {
			t.Errorf("%s: a value is not all of an attribute in quotes", tag)
		}
	}
	got := slices.Sorted(maps.Keys(places))
	want := []string{"data-program", "data-state", "href", "name", "value"}
	if !slices.Equal(got, want) {
		t.Errorf("values are in the attributes %q, want %q", got, want)
	}
	for _, a := range quoted.FindAllStringSubmatch(page, -1) {
		if key, value := a[1], a[2]; key == "href" && !ourLinks[value] && value[0] != '?' {
			t.Errorf("%s: where that leads is not ours to say", value)
		}
	}
}

// Queries only: see TestThePagesLinks.
var ourLinks = map[string]bool{
	"{{Link}}": true, "{{AllPrograms}}": true, "{{AllProcesses}}": true, "{{AllStats}}": true,
}

// All fields of the page say something hostile. It comes out escaped wherever one
// is used, and everything else is as if it were harmless.
func TestHostileTextInEveryHole(t *testing.T) {
	const hostile = `</title></script>"'><script>alert(1)</script>{{Host}}&amp;<!--`
	text := pageText(t)
	got, want := filled(text, full(hostile)), filled(text, full("harmless"))
	if got = strings.ReplaceAll(got, html.EscapeString(hostile), "harmless"); got != want {
		t.Errorf("hostile text has made this of the page:\n%s", got)
	}
	if n := strings.Count(want, "harmless"); n < 40 {
		t.Errorf("%d values are in the page, there are more", n)
	}
	for _, page := range []string{want, filled(text, new(page))} {
		if strings.Contains(page, "reflect.Value") || strings.Contains(page, "{{") {
			t.Errorf("a name is not that of a field:\n%s", page)
		}
	}
}

// full returns a page that has the text in every field, and one element in
// every list.
func full(text string) *page {
	p := new(page)
	var put func(v reflect.Value)
	put = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			v.SetString(text)
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int:
			v.SetInt(1)
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			put(v.Elem())
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			put(v.Index(0))
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					put(v.Field(i))
				}
			}
		}
	}
	put(reflect.ValueOf(p).Elem())
	return p
}
