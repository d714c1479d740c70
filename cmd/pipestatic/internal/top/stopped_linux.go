package top

import (
	"bytes"
	"fmt"
	"os"
)

// stopped reports whether the process is stopped, or traced. The state comes after
// the command's name, which may hold anything.
func stopped(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	state := stat[bytes.LastIndexByte(stat, ')')+1:]
	return err == nil && len(state) > 1 && (state[1] == 'T' || state[1] == 't')
}
