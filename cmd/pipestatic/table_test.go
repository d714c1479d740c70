package main

import "testing"

func TestTable(t *testing.T) {
	t.Parallel()
	rows := func(aligned bool) string {
		table := table{aligned: aligned, heading: []string{"NAME", "N", "WHY"}, numbers: "lr"}
		table.add(plain, "a", "1000", "x\ty")
		table.add(red, "größer", "2", "")
		table.add(plain, "short")
		return table.String()
	}
	const people = `NAME       N  WHY
a       1000  x\ty
größer     2
short
`
	const programs = "a\t1000\tx\\ty\ngrößer\t2\t\nshort\n"
	if got := rows(true); got != people {
		t.Errorf("for people:\n%s", got)
	}
	if got := rows(false); got != programs {
		t.Errorf("for programs:\n%s", got)
	}
}
