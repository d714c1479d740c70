package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

func version() command {
	return command{
		name:    "version",
		summary: "say which pipestatic this is",
		setUp: func(flags *flag.FlagSet) action {
			asJSON := addJSON(flags)
			return func(_ context.Context, c console, _ []string) error {
				info, _ := debug.ReadBuildInfo()
				b := buildOf(info)
				if *asJSON {
					return writeJSON(c.out, b)
				}
				_, err := fmt.Fprintln(c.out, b)
				return err
			}
		},
	}
}

// A build is what the compiler knew.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // none where go install fetched it
	Time     string `json:"time,omitempty"`     // of the revision
	Modified bool   `json:"modified"`           // there were changes that are in no revision
	Go       string `json:"go"`
	System   string `json:"system"`
}

func buildOf(info *debug.BuildInfo) build {
	b := build{
		Version: "(unknown)", Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH,
	}
	if info == nil {
		return b
	}
	b.Version = info.Main.Version
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func (b build) String() string {
	text := "pipestatic " + b.Version
	if b.Revision != "" {
		text += ", revision " + b.Revision + " of " + b.Time
	}
	if b.Modified {
		text += ", modified"
	}
	return text + ", " + b.Go + " " + b.System
}
