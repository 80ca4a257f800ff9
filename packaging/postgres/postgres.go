// Package postgres starts PostgreSQL servers for tests, with their data in a new
// folder, and stops them as hard as a test wishes.
//
// A server does not run as root: it is started as the user postgres, or nobody,
// where the test has that right. It listens to nothing but a socket in its folder.
package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// ErrMissing says that PostgreSQL is not installed.
var ErrMissing = errors.New("PostgreSQL is not installed; packaging/deps test installs it")

// startWithin is how long a server may take to come up, and to end.
const startWithin = time.Minute

// The ways to stop a server.
const (
	Fast      = syscall.SIGINT  // it ends transactions and writes everything down
	Immediate = syscall.SIGQUIT // it drops everything, and has to recover at its next start
)

// Server is a PostgreSQL server with an empty database.
type Server struct {
	dir     string
	bin     string
	process *exec.Cmd
	ended   chan struct{}
}

// New makes a server and starts it. Remove takes it away.
func New() (*Server, error) {
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return nil, err
	}
	if len(bins) == 0 {
		return nil, ErrMissing
	}
	slices.Sort(bins)
	// The path of a socket may have 107 bytes, which the folder of a test may not leave.
	dir, err := os.MkdirTemp("", "postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bins[0]}
	if err := s.create(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if err := s.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) create() error {
	who, err := credential()
	if err != nil {
		return err
	}
	if who != nil {
		if err := os.Chown(s.dir, int(who.Uid), int(who.Gid)); err != nil {
			return err
		}
	}
	initdb, err := s.command("initdb", "--pgdata", s.data(), "--username", "diemcham", "--auth", "trust",
		"--locale", "C", "--encoding", "UTF8", "--no-sync", "--no-instructions")
	if err != nil {
		return err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Log is what the server has written down.
func (s *Server) Log() string {
	text, _ := os.ReadFile(s.logFile()) // none yet: it has said nothing
	return string(text)
}

func (s *Server) logFile() string { return filepath.Join(s.dir, "log") }

// Data is the folder in which the server keeps its files.
func (s *Server) Data() string { return s.data() }

// command is a program of PostgreSQL, run by a user it accepts.
func (s *Server) command(name string, args ...string) (*exec.Cmd, error) {
	who, err := credential()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	return cmd, nil
}

// credential is that of whom the server is started as, nil for the test's own.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, uidErr := strconv.ParseUint(who.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(who.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
}

// Start starts a server that has been stopped, and waits until it answers. The
// settings, of the form key=value, are for this time.
func (s *Server) Start(settings ...string) error {
	args := []string{"-D", s.data(), "-k", s.dir}
	for _, setting := range append([]string{"listen_addresses=", "max_connections=120"}, settings...) {
		args = append(args, "-c", setting)
	}
	cmd, err := s.command("postgres", args...)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr.Pdeathsig = Immediate // a test that dies takes it along
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	s.process, s.ended = cmd, ended
	for late := time.After(startWithin); ; {
		ready, err := s.command("pg_isready", "--quiet", "--host", s.dir)
		if err != nil {
			return err
		}
		if ready.Run() == nil {
			return nil
		}
		select {
		case <-ended:
			return fmt.Errorf("postgres ended: %s", lastLine(s.Log()))
		case <-late:
			s.Stop(Immediate)
			return fmt.Errorf("postgres does not answer: %s", lastLine(s.Log()))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func lastLine(log string) []byte {
	lines := bytes.Split(bytes.TrimSpace([]byte(log)), []byte("\n"))
	return lines[len(lines)-1]
}

// Stop stops the server and waits until it has ended.
func (s *Server) Stop(how syscall.Signal) error {
	if err := s.process.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(startWithin):
		return fmt.Errorf("postgres does not end: %s", lastLine(s.Log()))
	}
}

// Remove stops the server and removes its folder.
func (s *Server) Remove() error {
	return errors.Join(s.Stop(Immediate), os.RemoveAll(s.dir))
}

// Connection is how to reach the server's database, with more settings of the
// form key=value.
func (s *Server) Connection(more ...string) string {
	connection := fmt.Sprintf("host=%s user=diemcham dbname=postgres", s.dir)
	for _, each := range more {
		connection += " " + each
	}
	return connection
}
