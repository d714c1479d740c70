package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWrapCallsIn(t *testing.T) {
	for _, c := range []struct{ name, pkg, source, want string }{
		{
			"a recorder", "example.com/a",
			"package a\nimport \"net/http\"\nfunc f(h http.Handler) { h.ServeHTTP(w, r) }\n",
			"package a\nimport \"net/http\"\nfunc f(h http.Handler) { http.TransparencyHandler(h).ServeHTTP(w, r) }\n",
		},
		{
			"another name of net/http", "example.com/a",
			"package a\nimport web \"net/http\"\nfunc f() { (&t{}).ServeHTTP(w, r) }\n",
			"package a\nimport web \"net/http\"\nfunc f() { web.TransparencyHandler((&t{})).ServeHTTP(w, r) }\n",
		},
		{
			"net/http without a name", "net/http",
			"package http_test\nimport . \"net/http\"\nfunc f() { a(b).ServeHTTP(w, r); c.d.ServeHTTP(w, r) }\n",
			"package http_test\nimport . \"net/http\"\nfunc f() { TransparencyHandler(a(b)).ServeHTTP(w, r); TransparencyHandler(c.d).ServeHTTP(w, r) }\n",
		},
		{
			"net/http itself", "net/http",
			"package http\nfunc f() { h.ServeHTTP(w, r) }\n",
			"package http\nfunc f() { TransparencyHandler(h).ServeHTTP(w, r) }\n",
		},
		{
			"one in another", "example.com/a",
			"package a\nimport \"net/http\"\nfunc f() { g(func() { h.ServeHTTP(w, r) }).ServeHTTP(w, r) }\n",
			"package a\nimport \"net/http\"\nfunc f() { http.TransparencyHandler(g(func() { http.TransparencyHandler(h).ServeHTTP(w, r) })).ServeHTTP(w, r) }\n",
		},
		{"no net/http", "example.com/a", "package a\nfunc f() { h.ServeHTTP(w, r) }\n", ""},
		{"a middleware of three", "example.com/a", "package a\nimport \"net/http\"\nfunc f() { h.ServeHTTP(w, r, next) }\n", ""},
		{"a method value", "example.com/a", "package a\nimport \"net/http\"\nvar f = h.ServeHTTP\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := wrapCallsIn([]byte(c.source), c.pkg)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" {
				c.want = c.source
			}
			if string(got) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestEdit_DoesNotFit_IsAnError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("a b b"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, want string }{{"a", "x b b"}, {"b", ""}, {"c", ""}} {
		err := edit{"a.go", c.old, "x"}.apply(dir)
		text, _ := os.ReadFile(filepath.Join(dir, "a.go"))
		if c.want == "" && err == nil || c.want != "" && string(text) != c.want {
			t.Errorf("%q: got %q, %v", c.old, text, err)
		}
	}
}
