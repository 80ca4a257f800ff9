package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// listen is the service manager's end of the socket.
func listen(t *testing.T, name string) *net.UnixConn {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", name)
	return conn
}

// hears returns what is said within a time; "" if nothing is.
func hears(t *testing.T, conn *net.UnixConn, within time.Duration) string {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 64)
	n, err := conn.Read(buffer)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

// A view that works is heard of again and again; one that is stuck is not, until it
// works again. What is heard is the difference that a watchdog acts on.
func TestTheWatchdogIsFedByTheView(t *testing.T) {
	const interval = 30 * time.Millisecond
	for name, socket := range map[string]string{
		"a file":        filepath.Join(t.TempDir(), "notify"),
		"no file":       "@diemcham-test-" + strconv.Itoa(os.Getpid()),
		"no such place": "",
	} {
		t.Run(name, func(t *testing.T) {
			if socket == "" {
				t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "nobody"))
				m := newManager(slog.New(slog.DiscardHandler))
				m.tell("READY=1")
				if !m.deaf.Load() {
					t.Error("not noticed that nobody hears")
				}
				return
			}
			conn := listen(t, socket)
			t.Setenv("WATCHDOG_USEC", strconv.FormatInt((3*interval).Microseconds(), 10))
			t.Setenv("WATCHDOG_PID", "1") // the compositor's
			queue := make(chan func(), 16)
			stuck := make(chan chan struct{})
			go func() { // the view
				for {
					select {
					case f := <-queue:
						f()
					case until := <-stuck:
						<-until
					case <-t.Context().Done():
						return
					}
				}
			}()
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			m := newManager(slog.New(slog.DiscardHandler))
			go func() {
				m.run(ctx, func(f func()) { queue <- f })
				close(ended)
			}()

			if said := hears(t, conn, 20*time.Second); said != "READY=1" {
				t.Fatalf("first it hears %q", said)
			}
			for range 10 { // positive control: it is not stuck
				if said := hears(t, conn, 20*time.Second); said != "WATCHDOG=1" {
					t.Fatalf("of a view that works it hears %q", said)
				}
			}

			until := make(chan struct{})
			stuck <- until
			for hears(t, conn, 10*interval) != "" { // what was said before it was stuck
			}
			if said := hears(t, conn, 20*interval); said != "" {
				t.Errorf("of a view that is stuck it hears %q", said)
			}
			close(until)
			for range 3 {
				if said := hears(t, conn, 20*time.Second); said != "WATCHDOG=1" {
					t.Fatalf("of a view that works again it hears %q", said)
				}
			}
			stop()
			<-ended
		})
	}
}

func TestWithoutAServiceManager(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	t.Setenv("WATCHDOG_USEC", "nonsense")
	m := newManager(slog.New(slog.DiscardHandler))
	m.tell("READY=1")
	if m.deaf.Load() || m.every != beat {
		t.Errorf("%+v", m)
	}
}
