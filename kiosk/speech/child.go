package speech

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// child returns a program that dies with us and with ctx, together with
// whatever it started. The caller must hold its goroutine to its thread
// (runtime.LockOSThread) from Start to Wait: the kernel ends the program when
// the thread that started it ends, and Go ends threads of its own accord.
func child(ctx context.Context, name string, args ...string) (*exec.Cmd, *complaint) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	cmd.Env = append(cmd.Environ(), "LC_ALL=C") // its complaints are looked into
	heard := &complaint{}
	cmd.Stderr = heard
	return cmd, heard
}

// notThere reports whether a program could not be started because it is not
// installed.
func notThere(err error) bool {
	return errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)
}

// complaint keeps the beginning of what a program says on its standard error.
type complaint struct{ said bytes.Buffer }

const longestComplaint = 4096

func (c *complaint) Write(b []byte) (int, error) {
	room := longestComplaint - c.said.Len()
	c.said.Write(b[:min(room, len(b))])
	return len(b), nil
}

// last returns the last line, which sums up what the others lead to.
func (c *complaint) last() string {
	lines := strings.Split(strings.TrimSpace(c.said.String()), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
