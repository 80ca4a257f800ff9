package main

import (
	"context"
	"log/slog"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/diemcham/diemcham/kiosk"
)

// manager is the service manager that started the kiosk, if one did: it is told when
// the first screen is up, and from then on that the screen is not stuck.
type manager struct {
	log   *slog.Logger
	every time.Duration // from one word to the next
	deaf  atomic.Bool   // it could not be told, which was logged
	alive atomic.Int64  // when the view last answered, in nanoseconds since 1970
}

// beat is how often the view is asked for a sign of life, unless the manager wants
// one sooner.
const beat = 2 * time.Second

func newManager(log *slog.Logger) *manager {
	m := &manager{log: log, every: beat}
	m.alive.Store(time.Now().UnixNano()) // it has just begun
	// Whose process WATCHDOG_PID names is no matter: under a compositor it is the
	// compositor's, which knows nothing of all this. So the library's own reading of
	// these two does not serve.
	if usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
		m.every = min(beat, time.Duration(usec)*time.Microsecond/3)
	}
	return m
}

// run says that the kiosk is ready when the view first answers, and that it is alive
// each time it does, until ctx ends.
func (m *manager) run(ctx context.Context, post func(func())) {
	ticker := time.NewTicker(m.every)
	defer ticker.Stop()
	ready := false
	kiosk.Watch(ctx, post, ticker.C, func() {
		m.alive.Store(time.Now().UnixNano())
		if !ready {
			ready = true
			m.tell(daemon.SdNotifyReady)
		}
		m.tell(daemon.SdNotifyWatchdog)
	})
}

// tell tells the service manager something; without one it does nothing.
func (m *manager) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil && !m.deaf.Swap(true) {
		m.log.Warn("service manager not told", "err", err)
	}
}
