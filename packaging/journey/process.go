package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// process is a program that runs beside the journey, its output in a log file.
type process struct {
	name  string
	log   string
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has ended
}

// start runs a program until it ends, is stopped or killed, or the journey ends.
func start(log string, environment []string, program string, args ...string) (*process, error) {
	file, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), environment...)
	cmd.Stdout, cmd.Stderr = file, file
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{name: filepath.Base(program), log: log, cmd: cmd, ended: make(chan struct{})}
	go func() {
		cmd.Wait() // how it ended is read from ProcessState
		close(p.ended)
	}()
	return p, nil
}

// kill ends the process as a power cut would: it can do nothing any more.
func (p *process) kill() {
	p.cmd.Process.Kill() // an error means that it has ended
	<-p.ended
}

// stop asks the process to end and waits for it.
func (p *process) stop() error {
	p.cmd.Process.Signal(syscall.SIGTERM) // an error means that it has ended
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := p.wait(ctx); err != nil {
		p.kill()
		return fmt.Errorf("%s: did not stop when asked: %w", p.name, err)
	}
	return nil
}

// wait returns when the process has ended, however it did.
func (p *process) wait(ctx context.Context) error {
	select {
	case <-p.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// exitCode is meant for a process that has ended; -1 means by a signal.
func (p *process) exitCode() int { return p.cmd.ProcessState.ExitCode() }

// said returns what the process has written.
func (p *process) said() string {
	data, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(data))
}

// await asks again and again until ready has an answer. That is how a person
// watches a screen; nothing tells us when a picture is there.
func await(ctx context.Context, what string, ready func() (bool, error)) error {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		ok, err := ready()
		if ok || err != nil {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("waited for %s: %w", what, ctx.Err())
		}
	}
}
