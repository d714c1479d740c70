package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"

	"github.com/pipestatic/pipestatic/aggregator"
)

// A host is all pipes of this machine, or of the directories that were named.
type host struct{ handler http.Handler }

// addDirs declares the flag -dir, that every command has.
func addDirs(flags *flag.FlagSet) (dirs *[]string) {
	dirs = new([]string)
	flags.Func("dir", "`directory` of the pipes; may be repeated"+
		" (default PIPESTATIC_DIR, else /tmp/stats-pipe)",
		func(dir string) error { *dirs = append(*dirs, dir); return nil })
	return dirs
}

func newHost(dirs []string) host {
	return host{aggregator.New(aggregator.Options{Dirs: dirs})}
}

// read reads all pipes once, which takes a second at the most. The query is the
// aggregator's: match, only.
func (h host) read(ctx context.Context, query url.Values) (r reading, err error) {
	asked := url.Values{"by": {"process"}, "values": {"1"}}
	for key, values := range query {
		asked[key] = values
	}
	answer, err := h.ask(ctx, "/?"+asked.Encode())
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(answer, &r); err != nil {
		return r, fmt.Errorf("the aggregator's answer: %w", err)
	}
	return r, nil
}

// ask returns what the aggregator answers to a GET.
func (h host) ask(ctx context.Context, target string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, err
	}
	w := recorder{header: http.Header{}}
	h.handler.ServeHTTP(&w, request)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if w.code != http.StatusOK {
		return nil, refusal(w)
	}
	return w.body.Bytes(), nil
}

// refusal is the error that the aggregator answered with.
func refusal(w recorder) error {
	var answer struct{ Error string }
	if err := json.Unmarshal(w.body.Bytes(), &answer); err != nil {
		return fmt.Errorf("the aggregator answered %d: %w", w.code, err)
	}
	if w.code == http.StatusBadRequest {
		return failure{exitUsage, errors.New(answer.Error)}
	}
	return errors.New(answer.Error)
}

// A recorder keeps an answer.
type recorder struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(code int) { w.code = code }

func (w *recorder) Write(b []byte) (int, error) {
	if w.code == 0 {
		w.code = http.StatusOK
	}
	return w.body.Write(b)
}
