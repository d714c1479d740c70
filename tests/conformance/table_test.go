package conformance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table into docs/middleware.md")

func trials() []trial {
	return slices.Concat(answers, ends, statuses, bodies, passing, routes, methods)
}

// TestTable tries all implementations. Ours has to be right everywhere, and the
// table in the docs has to say so; what it says of the others is for people.
func TestTable(t *testing.T) {
	rows, verdicts := []string{}, map[string][]verdict{}
	for _, tr := range trials() {
		row := tr.inRow()
		if verdicts[row] == nil {
			rows, verdicts[row] = append(rows, row), make([]verdict, len(implementations))
		}
		t.Run(row+"/"+tr.name, func(t *testing.T) { tr.tryAll(t, verdicts[row]) })
	}
	table := strings.Builder{}
	fmt.Fprint(&table, "|")
	for _, impl := range implementations {
		fmt.Fprint(&table, " | ", impl.name)
	}
	fmt.Fprintf(&table, " |\n|---%s|\n", strings.Repeat("|---", len(implementations)))
	for _, row := range rows {
		fmt.Fprint(&table, "| ", row)
		for _, v := range verdicts[row] {
			fmt.Fprint(&table, " | ", v)
		}
		fmt.Fprint(&table, " |\n")
	}
	t.Logf("\n%s\n%s", table.String(), versions(t))
	if *update {
		replaceTable(t, table.String()+"\n"+versions(t))
	}
	checkTable(t, rows)
}

func (tr trial) inRow() string {
	if tr.row != "" {
		return tr.row
	}
	return tr.name
}

// tryAll tries all implementations and adds to their verdicts.
func (tr trial) tryAll(t *testing.T, verdicts []verdict) {
	unhampered := tr.run(t, none).seen
	tr.checkWant(t, unhampered)
	for i, impl := range implementations {
		v, r := tr.judge(t, impl, unhampered)
		verdicts[i].add(v)
		say := t.Logf
		if i == 0 {
			say = t.Errorf
		}
		for _, f := range slices.Concat(v.wrong, v.missing) {
			say("%s: %s: %.300q, want %.300q", impl.name, f, r.facts[fact(f)],
				tr.want[fact(f)]+tr.also[fact(f)])
		}
	}
}

// checkWant holds what is wanted beside what the client saw without any
// middleware.
func (tr trial) checkWant(t *testing.T, seen seen) {
	for _, want := range []facts{tr.want, tr.also} {
		codes := strings.Split(want[code], "|")
		if _, ok := want[code]; ok && !slices.Contains(codes, seen.codes.String()) {
			t.Errorf("the client saw status %s, wanted is %s", seen.codes, want[code])
		}
		if n, ok := want[sent]; ok && n != asSeen && n != fmt.Sprint(seen.body) {
			t.Errorf("the client saw %d bytes of bodies, wanted are %s", seen.body, n)
		}
	}
}

// versions tells which ones were tried.
func versions(t *testing.T) string {
	mod, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var tried []string
	for _, impl := range implementations[1:] {
		_, rest, _ := strings.Cut(string(mod), "\t"+impl.module+" ")
		version, _, _ := strings.Cut(rest, "\n")
		tried = append(tried, impl.name+": "+impl.module+" "+version)
	}
	lines := []string{strings.Join(tried[:2], ", "), strings.Join(tried[2:], ",\n")}
	return strings.Join(lines, ",\n") + ".\n"
}

// docs is where the table is, between two comments.
var docs = filepath.Join("..", "..", "docs", "middleware.md")

const begin, end = "<!-- table -->\n", "<!-- end of the table -->\n"

func readDocs(t *testing.T) (before, table, after string) {
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("no table in %s", docs)
	}
	return before, table, after
}

func replaceTable(t *testing.T, table string) {
	before, _, after := readDocs(t)
	if err := os.WriteFile(docs, []byte(before+begin+table+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkTable checks that the docs have these rows, and that ours is said to be
// right in all of them.
func checkTable(t *testing.T, rows []string) {
	_, table, _ := readDocs(t)
	there := strings.Split(table, "\n")
	for i, row := range rows {
		if start := "| " + row + " | right | "; i+2 >= len(there) ||
			!strings.HasPrefix(there[i+2], start) {
			t.Fatalf("no row %q in %s: run with -update", start, docs)
		}
	}
	if end := there[len(rows)+2]; end != "" {
		t.Errorf("a row too many in %s: %q", docs, end)
	}
}
