package pipedir

import (
	"strconv"
	"strings"
)

const suffix = ".stats"

// FileName returns the n-th name that the process pid may take, n from 1:
// "4711.stats", "4711-2.stats", ...
func FileName(pid, n int) string {
	name := strconv.Itoa(pid)
	if n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	return name + suffix
}

// TempName returns a name under which the process pid prepares what it will
// rename. Readers pass over it.
func TempName(pid int, unique string) string {
	return "." + strconv.Itoa(pid) + "-" + unique + suffix
}

// ParseName returns the pid in a name that FileName made.
func ParseName(name string) (pid int, ok bool) {
	stem, ok := strings.CutSuffix(name, suffix)
	pidText, nText, numbered := strings.Cut(stem, "-")
	pid, okPid := positive(pidText)
	if numbered {
		n, okN := positive(nText)
		ok = ok && okN && n > 1
	}
	if !ok || !okPid {
		return 0, false
	}
	return pid, true
}

// parseTemp returns the pid in a name that TempName made.
func parseTemp(name string) (pid int, ok bool) {
	rest, dot := strings.CutPrefix(name, ".")
	pidText, _, unique := strings.Cut(rest, "-")
	pid, okPid := positive(pidText)
	return pid, dot && unique && okPid && strings.HasSuffix(name, suffix)
}

// positive reads a number from 1 to 2^31-1 written without leading zeros.
func positive(s string) (int, bool) {
	n, err := strconv.ParseInt(s, 10, 32)
	return int(n), err == nil && n > 0 && strconv.FormatInt(n, 10) == s
}
