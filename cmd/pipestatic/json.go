package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/pipestatic/pipestatic/cmd/pipestatic/internal/terminal"
)

// writeJSON writes one line of JSON. What a terminal could obey is escaped in it,
// as it is in text.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err := w.Write(escapeHidden(bytes.TrimSuffix(b.Bytes(), []byte("\n"))))
	return err
}

// escapeHidden escapes what encoding/json leaves: it can stand in strings only.
func escapeHidden(text []byte) []byte {
	b := make([]byte, 0, len(text)+1)
	for _, r := range string(text) {
		if !terminal.Hidden(r) {
			b = append(b, string(r)...)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			b = fmt.Appendf(b, `\u%04x`, unit)
		}
	}
	return append(b, '\n')
}
