package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/url"
	"strconv"
)

func ls() command {
	return command{
		name:    "ls",
		summary: "list the processes that have a pipe, and what became of them",
		setUp: func(flags *flag.FlagSet) action {
			dirs, colours, asJSON := addDirs(flags), addColour(flags), addJSON(flags)
			return func(ctx context.Context, c console, _ []string) error {
				// No name matches: the list needs no values.
				r, err := newHost(*dirs).read(ctx, url.Values{"match": {""}})
				if err != nil {
					return err
				}
				if err := list(c.out, r, *colours, *asJSON); err != nil {
					return err
				}
				return r.judge(*dirs)
			}
		},
	}
}

// judge is the end of a list: an error where it is empty, or not everybody
// answered.
func (r reading) judge(dirs []string) error {
	if len(r.Each) == 0 {
		return noPipes(dirs)
	}
	if !r.Processes.Complete {
		return told(exitMissing)
	}
	return nil
}

func addJSON(flags *flag.FlagSet) *bool {
	return flags.Bool("json", false, "write JSON, one line per reading")
}

// A listing is what ls -json writes: the aggregator's answer without the stats.
type listing struct {
	Timestamp float64   `json:"timestamp"`
	Processes tally     `json:"processes"`
	Each      []process `json:"each"`
}

func list(w io.Writer, r reading, colours colouring, asJSON bool) error {
	if asJSON {
		for i := range r.Each {
			r.Each[i].Values, r.Each[i].Quantiles = nil, nil
		}
		return writeJSON(w, listing{r.Timestamp, r.Processes, r.Each})
	}
	t := newTable(w, colours)
	t.heading = []string{"PID", "USER", "COMMAND", "AGE", "STATS", "STATE", "REASON"}
	t.numbers = "rllrr"
	for _, p := range r.Each {
		t.add(colourOf(p), p.id(), p.User, t.known(p.name()), r.ageCell(p, t.aligned),
			strconv.Itoa(p.Count), p.State, p.Reason)
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// known puts something into a column that people would else find empty.
func (t *table) known(cell string) string {
	if t.aligned && cell == "" {
		return "-"
	}
	return cell
}

// ageCell is for people, or seconds for programs.
func (r reading) ageCell(p process, forPeople bool) string {
	switch age, ok := r.age(p); {
	case !ok && forPeople:
		return "-"
	case !ok:
		return ""
	case forPeople:
		return shortAge(age)
	default:
		return fmt.Sprintf("%.0f", age.Seconds())
	}
}
