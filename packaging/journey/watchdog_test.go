package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pipe is a log that a program waits for when nobody reads it.
type pipe struct {
	t    *testing.T
	end  *os.File
	read chan struct{} // closed when the reader has stopped
	said bytes.Buffer
}

// newPipe makes one of that name and reads it.
func newPipe(t *testing.T, name string) *pipe {
	t.Helper()
	must(t, unix.Mkfifo(name, 0o600))
	end, err := os.OpenFile(name, os.O_RDWR, 0)
	must(t, err)
	p := &pipe{t: t, end: end}
	p.resume()
	t.Cleanup(func() { // for whoever looks at a failed test: what was said, in a file
		p.pause()
		end.Close()
		must(t, os.Remove(name))
		must(t, os.WriteFile(name, p.said.Bytes(), 0o600))
	})
	return p
}

func (p *pipe) resume() {
	must(p.t, p.end.SetReadDeadline(time.Time{}))
	p.read = make(chan struct{})
	go func() {
		defer close(p.read)
		buffer := make([]byte, 4096)
		for {
			n, err := p.end.Read(buffer)
			p.said.Write(buffer[:n])
			if err != nil {
				return
			}
		}
	}()
}

func (p *pipe) pause() {
	must(p.t, p.end.SetReadDeadline(time.Now()))
	<-p.read
}

// fill stops reading and leaves no room for another byte.
func (p *pipe) fill() {
	p.t.Helper()
	p.pause()
	own, err := unix.Open(p.end.Name(), unix.O_WRONLY|unix.O_NONBLOCK, 0)
	must(p.t, err)
	defer unix.Close(own)
	for size := 4096; size > 0; {
		if _, err := unix.Write(own, bytes.Repeat([]byte{'\n'}, size)); errors.Is(err, unix.EAGAIN) {
			size /= 2
		} else if err != nil {
			p.t.Fatal(err)
		}
	}
}

// serviceManager is what the kiosk tells how it is.
type serviceManager struct {
	t      *testing.T
	socket *net.UnixConn
}

// newManager has every kiosk of the test that is started from here on tell it.
func newManager(t *testing.T, s *site) serviceManager {
	t.Helper()
	name := s.path("notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	must(t, err)
	t.Cleanup(func() { socket.Close() })
	t.Setenv("NOTIFY_SOCKET", name)
	t.Setenv("WATCHDOG_USEC", "6000000")
	return serviceManager{t, socket}
}

// hears returns what it is told next; nothing if it is told nothing for so long.
func (m serviceManager) hears(within time.Duration) string {
	m.t.Helper()
	must(m.t, m.socket.SetReadDeadline(time.Now().Add(within)))
	buffer := make([]byte, 64)
	n, err := m.socket.Read(buffer)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		m.t.Fatal(err)
	}
	return string(buffer[:n])
}

// ready waits until it was told that the kiosk is ready, and alive.
func (m serviceManager) ready() {
	m.t.Helper()
	for _, want := range []string{"READY=1", "WATCHDOG=1", "WATCHDOG=1"} {
		if said := m.hears(patience); said != want {
			m.t.Fatalf("the service manager hears %q, want %q", said, want)
		}
	}
}

// A kiosk whose view hangs, here on a log that nobody reads, falls silent towards the
// service manager, and says where it hung when it is ended for that. Started anew it is
// back at its first screen with nothing lost.
func TestAStuckScreenIsStartedAnew(t *testing.T) {
	s := ward(t)
	manager := newManager(t, s)
	log := newPipe(t, s.path("kiosk.log"))
	w := turnOn(t, s)
	manager.ready()
	must(t, wake(w, unseen))
	must(t, askToWait(w))
	must(t, openStaff(w, pin, unseen))
	status := func() string {
		out, _ := exec.Command(s.program("kioskctl"), "status", "--data", s.path("kiosk")).CombinedOutput()
		return string(out) // it ends with 1 for what is looked for
	}
	must(t, await(t.Context(), "the first look at the machine", func() (bool, error) {
		return strings.Contains(status(), "state "), nil
	}))

	// The next look finds what has to be logged, and that is never done with.
	must(t, os.WriteFile(filepath.Join(s.path("kiosk"), "crashes", "000001-"+time.Now().UTC().Format("20060102T150405Z")+".txt"), nil, 0o600))
	log.fill()
	must(t, w.tap("staff.devices"))
	silent := func() bool { return manager.hears(6*time.Second) == "" }
	must(t, await(t.Context(), "the kiosk to fall silent", func() (bool, error) { return silent(), nil }))
	must(t, await(t.Context(), "kioskctl to say that the screen is stuck", func() (bool, error) {
		return strings.Contains(status(), "its screen is stuck for"), nil
	}))

	must(t, w.kiosk.cmd.Process.Signal(syscall.SIGABRT))
	log.resume()
	must(t, w.kiosk.wait(t.Context()))
	if said := status(); !strings.Contains(said, "no kiosk runs on it") || !strings.Contains(said, "was not stopped") {
		t.Errorf("of a kiosk that was ended kioskctl says %s", said)
	}

	w = turnOn(t, s)
	manager.ready()
	must(t, w.screen("attract"))
	out, err := s.kioskctl("", "requests", "list", "--data", s.path("kiosk"))
	must(t, err)
	if n := strings.Count(string(out), "A001"); n != 1 {
		t.Errorf("the number is there %d times:\n%s", n, out)
	}
	report, err := filepath.Glob(filepath.Join(s.path("kiosk"), "crashes", "000002-*.txt"))
	must(t, err)
	if len(report) != 1 {
		t.Fatalf("crash reports: %q", report)
	}
	text, err := os.ReadFile(report[0])
	must(t, err)
	for _, part := range []string{"SIGABRT", "kiosk.(*Kiosk).Looked(...)"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the crash report lacks %q:\n%s", part, text)
		}
	}
	must(t, w.kiosk.stop())
}
