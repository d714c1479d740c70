package main

import (
	"bytes"
	"encoding/json"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	suffix := ", " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	info := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}
	vcs := &debug.BuildInfo{
		Main: debug.Module{Version: "(devel)"},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123abcd"}, {Key: "vcs.time", Value: "2026-11-25T03:00:00Z"},
			{Key: "vcs.modified", Value: "true"},
		},
	}
	for want, info := range map[string]*debug.BuildInfo{
		"pipestatic (unknown)": nil,
		"pipestatic v1.2.3":    info,
		"pipestatic (devel), revision 0123abcd of 2026-11-25T03:00:00Z, modified": vcs,
	} {
		if got := buildOf(info).String(); got != want+suffix {
			t.Errorf("got %s, want %s", got, want+suffix)
		}
	}
}

func TestVersionCommand(t *testing.T) {
	t.Parallel()
	var out, err bytes.Buffer
	if code := run(t.Context(), []string{"version"}, nil, &out, &err); code != exitOK ||
		!strings.HasPrefix(out.String(), "pipestatic ") || err.Len() > 0 {
		t.Errorf("got %d\n%s%s", code, &out, &err)
	}
	out.Reset()
	code := run(t.Context(), []string{"version", "-json"}, nil, &out, &err)
	var b build
	failed := json.Unmarshal(out.Bytes(), &b)
	if code != exitOK || failed != nil || b.Go != runtime.Version() {
		t.Errorf("got %d, %v\n%s%s", code, failed, &out, &err)
	}
}
