package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := start(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

// documented is how many rounds the documents take.
const documented = 6

type options struct {
	rounds    int
	benchtime string
	only      string
	root      string // of the project
}

func start(args []string) error {
	var o options
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.IntVar(&o.rounds, "rounds", documented, "how often each benchmark is run")
	flags.StringVar(&o.benchtime, "benchtime", "100ms", "how long each is")
	flags.StringVar(&o.only, "only", "", "names of `tables`, with commas between")
	flags.StringVar(&o.root, "root", ".", "`folder` of the project")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(o.only)
	if err != nil {
		return err
	}
	r := runner{options: o, raw: filepath.Join(o.root, ".cache", "bench")}
	if err := r.measure(chosen); err != nil {
		return err
	}
	return r.report(chosen)
}

// choose returns the tables of those names, or all.
func choose(only string) (chosen []table, err error) {
	if only == "" {
		return tables(), nil
	}
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(tables(), func(t table) bool { return t.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no table is called %q, but %s", name, names(tables()))
		}
		chosen = append(chosen, tables()[i])
	}
	return chosen, nil
}

func names(tables []table) string {
	var all []string
	for _, t := range tables {
		all = append(all, t.name)
	}
	return strings.Join(all, ", ")
}

// report prints the tables that were measured. Documents need all of them.
func (r runner) report(chosen []table) error {
	var printed []section
	for _, t := range chosen {
		s, err := readSection(t, r.raw)
		if err != nil {
			return err
		}
		fmt.Println(s.markdown())
		printed = append(printed, s)
	}
	if r.rounds < documented {
		fmt.Fprintf(os.Stderr, "docs are written from %d rounds on\n", documented)
		return nil
	}
	all := printed
	if len(chosen) < len(tables()) {
		var err error
		if all, err = readAll(r.raw); errors.Is(err, os.ErrNotExist) {
			fmt.Fprintln(os.Stderr, "docs are written when all tables were measured once")
			return nil
		} else if err != nil {
			return err
		}
	}
	return writeDocs(filepath.Join(r.root, "docs"), all)
}

func readAll(raw string) (all []section, err error) {
	for _, t := range tables() {
		s, err := readSection(t, raw)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func writeDocs(folder string, all []section) error {
	picture, err := picture(all)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "benchmarks.svg"), picture, 0o644); err != nil {
		return err
	}
	text, err := document(all)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "benchmarks.md"), []byte(text), 0o644)
}
