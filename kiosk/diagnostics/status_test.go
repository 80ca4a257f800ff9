package diagnostics_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
)

// A running kiosk is asked, one that is stopped or was killed is not there, and only
// its user may ask.
func TestAKioskIsAskedHowItIs(t *testing.T) {
	data := t.TempDir()
	if _, err := diagnostics.Ask(data); !errors.Is(err, diagnostics.ErrNotRunning) {
		t.Errorf("where none ever ran: %v", err)
	}
	c := &clock{morning}
	board := diagnostics.NewBoard(diagnostics.Options{Now: c.now})
	board.Look(t.Context(), diagnostics.Printer("jam", ""), diagnostics.Version("1.2"))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- diagnostics.Serve(ctx, data, func() diagnostics.Status {
			return diagnostics.Status{Version: "1.2", Started: morning.Add(-time.Hour), Alive: morning, Report: board.Last()}
		})
	}()
	socket := filepath.Join(data, "health.sock")
	var s diagnostics.Status
	var err error
	for deadline := time.Now().Add(20 * time.Second); ; {
		if s, err = diagnostics.Ask(data); err == nil || time.Now().After(deadline) {
			break
		}
	}
	if err != nil || s.Version != "1.2" || !s.Alive.Equal(morning) || s.Report.Severity() != diagnostics.Red ||
		len(s.Report.Findings) != 2 || !slices.Equal(shown(s.Report), []diagnostics.Code{"printer.jam"}) {
		t.Errorf("told: %+v, %v", s, err)
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v", info.Mode(), err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := diagnostics.Ask(data); !errors.Is(err, diagnostics.ErrNotRunning) {
		t.Errorf("after it stopped: %v", err)
	}
	if err := os.WriteFile(socket, nil, 0o600); err != nil { // what a killed one leaves answers nobody
		t.Fatal(err)
	}
	if _, err := diagnostics.Ask(data); !errors.Is(err, diagnostics.ErrNotRunning) {
		t.Errorf("after it was killed: %v", err)
	}
}

func TestRunning(t *testing.T) {
	s := diagnostics.Status{Started: morning.Add(-time.Hour), Alive: morning}
	for after, codes := range map[time.Duration][]diagnostics.Code{
		2 * time.Second: nil, 14 * time.Second: nil, 15 * time.Second: {"kiosk.stuck"}, time.Hour: {"kiosk.stuck"},
	} {
		if f := diagnostics.Running(s, morning.Add(after)); !slices.Equal(f.Troubles, codes) {
			t.Errorf("after %s: %+v", after, f)
		}
	}
	r := diagnostics.Once(t.Context(), (&clock{morning}).now).With(diagnostics.Stopped(), diagnostics.Settings("x", errors.New("a"), errors.New("b")))
	want := []diagnostics.Code{"settings.unusable", "kiosk.stopped", "settings.aside"}
	if got := shown(r); !slices.Equal(got, want) || len(r.Findings) != 2 {
		t.Errorf("%q, want %q", got, want)
	}
}
