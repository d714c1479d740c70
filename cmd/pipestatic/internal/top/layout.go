package top

// The lines of a screen that are no table's.
const (
	headLines = 3 // what, how much, and what is picked
	footLines = 1
)

// A part is where a table stands.
type part struct {
	table int
	rows  int // without its heading
}

// layout divides the lines between the tables. Where three would be too short, the
// one that the user is at has all.
func layout(lines, focus int, wants [tables]int) []part {
	const least = 3 // rows of each that are worth it
	room := lines - headLines - footLines - tables - (tables - 1)
	if room < least*tables {
		return []part{{focus, max(lines-headLines-footLines-1, 0)}}
	}
	parts := make([]part, tables)
	for table, rows := range share(room, wants) {
		parts[table] = part{table, rows}
	}
	return parts
}

// share gives each what it wants, or as much as the others have at the most.
func share(room int, wants [tables]int) (has [tables]int) {
	for room > 0 {
		least := -1
		for i := range has {
			if has[i] < max(wants[i], 1) && (least < 0 || has[i] < has[least]) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		has[least]++
		room--
	}
	return has
}

// fitting are those of the columns that there is room for.
func fitting(cols []column, width int) []column {
	const least = 6 // of a name
	for {
		total, worst := 0, 0
		for i, c := range cols {
			total += 1 + max(c.width, least)
			if c.rank > cols[worst].rank {
				worst = i
			}
		}
		if total <= width || cols[worst].rank == 0 {
			return cols
		}
		cols = append(cols[:worst:worst], cols[worst+1:]...)
	}
}

// widths are those of the columns; the one without a width gets what is left.
func widths(cols []column, width int) []int {
	list := make([]int, len(cols))
	elastic := -1
	for i, c := range cols {
		if list[i] = c.width; c.width == 0 {
			elastic = i
		}
		width -= c.width + 1
	}
	if elastic >= 0 {
		list[elastic] = max(width, 1)
	}
	return list
}
