package aggregator

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// What is not ours is as it was published.
func TestVendoredFiles(t *testing.T) {
	for name, want := range map[string]string{
		"uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
		"uPlot.min.css":     "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
		"LICENSE":           "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
	} {
		text, err := os.ReadFile("page/uplot/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s has the checksum %x, want %s", name, sum, want)
		}
	}
}

// What a browser loads at first, and is not loaded again.
func TestTheTransferIsSmall(t *testing.T) {
	h, total := of(shop()), 0
	for _, target := range append(files(t), "/") {
		total += look(h, target, "Accept-Encoding", "gzip").Body.Len()
	}
	t.Logf("%d KiB in all", total>>10)
	if total >= 150_000 {
		t.Errorf("%d bytes, want less than 150,000", total)
	}
}

// files are links to all that is embedded, but the template.
func files(t *testing.T) (targets []string) {
	t.Helper()
	err := fs.WalkDir(assets, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) != ".html" {
			targets = append(targets, "/?view="+path.Base(name))
		}
		return err
	})
	if err != nil || len(targets) < 8 {
		t.Fatal(targets, err)
	}
	return targets
}

func TestFilesAreServedWithoutAReading(t *testing.T) {
	h := &handler{rounds{read: func() (*reading, error) {
		t.Error("the pipes are read")
		return &reading{}, nil
	}}}
	for _, target := range files(t) {
		w := look(h, target)
		tag := w.Header().Get("ETag")
		if w.Code != http.StatusOK || w.Body.Len() == 0 || tag == "" {
			t.Errorf("%s: %d %v", target, w.Code, w.Header())
		}
		again := look(h, target, "If-None-Match", tag)
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s again: %d", target, again.Code)
		}
	}
	for _, target := range []string{
		"/?view=page.html", "/?view=LICENSE", "/?view=uplot%2FuPlot.min.css",
	} {
		if w := look(h, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

func TestThePolicy(t *testing.T) {
	targets := append(files(t), "/", "/?view=json", "/metrics", "/?view=nope", "/?match=[")
	for _, target := range targets {
		header := look(of(shop()), target).Header()
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'; ",
		} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: %q lacks %s", target, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: %s", target, policy)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" ||
			header.Get("Referrer-Policy") != "no-referrer" ||
			header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", target, header)
		}
	}
}

// The policy would forbid what the template must not have, and textContent is how
// scripts keep names from becoming more than text.
func TestOurFilesKeepToThePolicy(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(` +
		`|new Function|setAttribute\("(style|on)|https?://[^w]| style="| on[a-z]+="|<script>|<style>`)
	err := fs.WalkDir(assets, "page", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), "uPlot") {
			return err
		}
		text, err := assets.ReadFile(name)
		if found := forbidden.Find(text); found != nil {
			t.Errorf("%s has %s", name, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
