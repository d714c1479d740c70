//go:build unix

package e2e

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// docs/deploy.md names every file that is there to be copied, and no other.
func TestDeployNamesAllThereIs(t *testing.T) {
	text, err := os.ReadFile("../../docs/deploy.md")
	if err != nil {
		t.Fatal(err)
	}
	root := os.DirFS("../..")
	err = fs.WalkDir(root, "contrib", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(string(text), name) {
			t.Error("not in docs/deploy.md:", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`contrib/[\w./-]+\w`).FindAllString(string(text), -1) {
		if _, err := fs.Stat(root, name); err != nil {
			t.Error(err)
		}
	}
}
