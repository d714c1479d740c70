package aggregator

import (
	"os"
	"strconv"
	"strings"
)

// users are the names of the users of this machine, by number. Only /etc/passwd
// is asked, once for a list: os/user would need cgo, and may wait for a server.
type users map[string]string

// name returns the name of the user, the number where it has none, and nothing
// for -1.
func (u users) name(uid int) string {
	if uid < 0 {
		return ""
	}
	if len(u) == 0 {
		u.load()
	}
	number := strconv.Itoa(uid)
	if name := u[number]; name != "" {
		return name
	}
	return number
}

func (u users) load() {
	passwd, _ := os.ReadFile("/etc/passwd") // without it, numbers
	for line := range strings.Lines(string(passwd)) {
		if f := strings.SplitN(line, ":", 4); len(f) == 4 && u[f[2]] == "" {
			u[f[2]] = f[0]
		}
	}
}
