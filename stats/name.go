package stats

import (
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// Name returns the name of a stat with labels, in the way Prometheus writes
// them: Name("jobs_total", "queue", "mail") is `jobs_total{queue="mail"}`.
// Backslash, double quote and newline in a value are escaped. A key without a
// value gets the empty one. Keep the name where it is used often: this
// allocates.
func Name(family string, keysAndValues ...string) string {
	if len(keysAndValues) == 0 {
		return family
	}
	var b strings.Builder
	b.WriteString(family)
	separator := byte('{')
	for i := 0; i < len(keysAndValues); i += 2 {
		value := ""
		if i+1 < len(keysAndValues) {
			value = keysAndValues[i+1]
		}
		b.WriteByte(separator)
		b.WriteString(keysAndValues[i])
		b.WriteString(`="`)
		b.WriteString(wire.EscapeLabel(value))
		b.WriteByte('"')
		separator = ','
	}
	b.WriteByte('}')
	return b.String()
}
