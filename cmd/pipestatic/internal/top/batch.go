package top

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// A Batch writes readings, one after the other.
type Batch struct {
	Read  Source
	Model *Model
	Write func(w io.Writer, v *View) error // Text, Tabbed or JSON
	Out   io.Writer
	Every time.Duration
	Times int
}

// Run returns the last view.
func (b *Batch) Run(ctx context.Context) (View, error) {
	ticker := time.NewTicker(b.Every)
	defer ticker.Stop()
	for i := 0; ; i++ {
		reading, err := b.Read(ctx)
		if err != nil {
			return View{}, err
		}
		b.Model.Take(reading)
		view := b.Model.View(Pick{})
		out := bufio.NewWriter(b.Out)
		if err = b.Write(out, &view); err == nil {
			err = out.Flush()
		}
		if err != nil || i+1 >= b.Times {
			return view, err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return view, ctx.Err()
		}
	}
}

// Complete reports whether everybody answered who is alive.
func (v *View) Complete() bool {
	return v.States["slow"]+v.States["stopped"]+v.States["torn"] == 0
}

// ordered returns a table in the order that it has when nothing is chosen.
func (v *View) ordered(table int) []Row { return (&Screen{}).rows(v, table) }

// Text writes aligned text for people.
func Text(w io.Writer, v *View) error {
	t := v.Total
	fmt.Fprintf(w, "pipestatic top  %s  %s  %s\n", v.At.Format("15:04:05"), v.counted(), v.span())
	fmt.Fprintf(w, "%s req/s  %s %% errors  p50 %s  p90 %s  p99 %s  %s in flight\n",
		showRate(t.Rate), showShare(t.Errors), showSeconds(t.P50), showSeconds(t.P90),
		showSeconds(t.P99), showCount(t.InFlight))
	for table := range v.Tables {
		cols := shown(table)
		lines := [][]string{titles(cols)}
		for _, r := range v.ordered(table) {
			lines = append(lines, texts(&r, cols))
		}
		fmt.Fprintln(w)
		align(w, cols, lines)
	}
	_, err := fmt.Fprintln(w)
	return err
}

func titles(cols []column) (list []string) {
	for _, c := range cols {
		list = append(list, c.title)
	}
	return list
}

func texts(r *Row, cols []column) (list []string) {
	for _, c := range cols {
		list = append(list, c.text(r))
	}
	return list
}

// align writes lines with columns as wide as their widest text.
func align(w io.Writer, cols []column, lines [][]string) {
	ws := make([]int, len(cols))
	for _, texts := range lines {
		for i, text := range texts {
			ws[i] = max(ws[i], columns(text))
		}
	}
	for _, texts := range lines {
		for i, text := range texts {
			texts[i] = cols[i].aligned(text, ws[i])
		}
		fmt.Fprintln(w, strings.TrimRight(strings.Join(texts, "  "), " "))
	}
}
