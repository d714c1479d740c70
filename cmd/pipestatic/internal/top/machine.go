package top

import (
	"encoding/json"
	"fmt"
	"io"
)

// Tabbed writes what programs cut at tabs: a line for each row, the kind of row
// first, then its columns, in the order that the first line of a kind names.
// Times are in seconds, and errors are a share of 1.
func Tabbed(w io.Writer, v *View) error {
	for table := range v.Tables {
		cols, kind := told(table), kinds()[table]
		fmt.Fprint(w, "#"+kind)
		for _, c := range cols {
			fmt.Fprint(w, "\t"+c.key)
		}
		fmt.Fprintln(w)
		for _, r := range v.ordered(table) {
			fmt.Fprint(w, kind)
			for _, c := range cols {
				fmt.Fprint(w, "\t"+c.plain(&r))
			}
			fmt.Fprintln(w)
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}

func kinds() [tables]string { return [tables]string{"program", "process", "route"} }

// JSON writes one line. What is not known is null.
func JSON(w io.Writer, v *View) error {
	all := map[string]any{
		"timestamp": float64(v.At.UnixMilli()) / 1e3,
		"seconds":   v.Seconds,
		"mean":      v.Mean,
		"complete":  v.Complete(),
	}
	for table, key := range [tables]string{"programs", "processes", "routes"} {
		rows := []map[string]any{}
		for _, r := range v.ordered(table) {
			rows = append(rows, object(&r, told(table)))
		}
		all[key] = rows
	}
	all["total"] = object(&Row{Traffic: v.Total}, numbers(Programs))
	return json.NewEncoder(w).Encode(all)
}

func object(r *Row, cols []column) map[string]any {
	values := map[string]any{}
	for _, c := range cols {
		switch {
		case c.name != nil:
			values[c.key] = c.name(r)
		case known(c.value(r)):
			values[c.key] = few(c.value(r))
		default:
			values[c.key] = nil
		}
	}
	return values
}
