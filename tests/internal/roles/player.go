//go:build unix

package roles

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

const variable = "PIPESTATIC_TEST_ROLE"

// Play plays the role that this process was started for, and ends it. It returns
// where there is none: in the process that starts the others.
func Play(roles map[string]func(args []string)) {
	if name := os.Getenv(variable); name != "" {
		roles[name](os.Args[1:])
		os.Exit(0)
	}
}

// A Player is a process that plays a role.
type Player struct {
	*exec.Cmd
	Stdin io.WriteCloser

	out *bufio.Reader
}

// Command returns a process that is to play a role, and that has its pipe in
// dir. Start starts it.
func Command(dir, role string, args ...string) *Player {
	// The test binary may lie where other users cannot look.
	c := exec.Command("/proc/self/exe", args...)
	if _, err := os.Stat(c.Path); err != nil {
		c = exec.Command(os.Args[0], args...)
	}
	c.Env = append(os.Environ(), variable+"="+role, "PIPESTATIC_DIR="+dir,
		"GORACE=atexit_sleep_ms=0")
	c.Stderr = os.Stderr
	return &Player{Cmd: c}
}

// Start starts the process.
func (p *Player) Start() (err error) {
	if p.Stdin, err = p.StdinPipe(); err != nil {
		return err
	}
	out, err := p.StdoutPipe()
	if err != nil {
		return err
	}
	p.out = bufio.NewReader(out)
	return p.Cmd.Start()
}

// As makes it a process of that user, if we are root; else it is of ours.
func (p *Player) As(uid int) {
	if os.Geteuid() == 0 && uid != 0 {
		p.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)},
		}
	}
}

// Line returns the next line that the process prints.
func (p *Player) Line() (string, error) {
	line, err := p.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%v: no line: %w", p.Args, err)
	}
	return strings.TrimSuffix(line, "\n"), nil
}

// End ends the process in order, and returns the last line it prints.
func (p *Player) End() (line string, err error) {
	p.Stdin.Close()
	if line, err = p.Line(); err != nil {
		return "", err
	}
	if err = p.Wait(); err != nil {
		err = fmt.Errorf("%v: %w", p.Args, err)
	}
	return line, err
}

// Descriptors returns how many the process has open.
func (p *Player) Descriptors() (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.Process.Pid))
	return len(entries), err
}

// Kill kills the process, as kill -9 does, and waits until it is gone.
func (p *Player) Kill() {
	_ = p.Process.Kill()
	_ = p.Wait()
}
