package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An edit is a change to a copied source file. The old text is there exactly
// once, or the edit does not fit the file.
type edit struct{ file, old, new string }

func (e edit) apply(dir string) error {
	file := filepath.Join(dir, filepath.FromSlash(e.file))
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), e.old); n != 1 {
		return fmt.Errorf("%s has %d times, and not once: %s", e.file, n, e.old)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o666)
}
