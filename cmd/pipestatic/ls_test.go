//go:build unix

package main

import (
	"testing"
)

func TestListForPrograms(t *testing.T) {
	t.Parallel()
	expect(t, troubled(t), []string{"ls"}, exitMissing, `x				0	refused	not a name of a pipe
1073741824-2	ME	jobs	AGE	2	ok	
1073741824-3	ME			1	foreign	
1073741824-4	ME			0	slow	it is open, and nothing comes
1073741824-5	ME			0	torn	not one whole snapshot
1073741824-6	ME			0	dead	its process is gone
1073741824	ME	web	AGE	6	ok	
`, "")
}

func TestListInJSON(t *testing.T) {
	t.Parallel()
	expect(t, twoPrograms(t), []string{"ls", "-json"}, exitOK, `{"timestamp":T,`+
		`"processes":{"read":2,"slow":0,"dead":0,"foreign":0,"torn":0,"refused":0,"complete":true},`+
		`"each":[{"file":"DIR/1073741824-2.stats","pid":1073741824,"program":"jobs","user":"ME",`+
		`"start":1790000000.5,"state":"ok","stats":2,"bytes":N,"ms":N},`+
		`{"file":"DIR/1073741824.stats","pid":1073741824,"program":"web","user":"ME",`+
		`"start":1790000000.5,"state":"ok","stats":6,"bytes":N,"ms":N}]}`+"\n", "")
}

// The name of the program alone shows everything there is.
func TestNoCommandIsLs(t *testing.T) {
	t.Parallel()
	expect(t, twoPrograms(t), nil, exitOK, `1073741824-2	ME	jobs	AGE	2	ok	
1073741824	ME	web	AGE	6	ok	
`, "")
}

func TestNothingFound(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"ls", "cat"} {
		expect(t, t.TempDir(), []string{command}, exitNothing, "", "pipestatic: there is no pipe"+
			" in DIR; where programs have another PIPESTATIC_DIR, name it with -dir\n")
	}
}
