package diagnostics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path/filepath"
	"syscall"
	"time"

	"github.com/diemcham/diemcham/store/folder"
)

// Status is how a running kiosk is.
type Status struct {
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	Alive   time.Time `json:"alive"`  // when the screen last gave a sign of life
	Report  Report    `json:"report"` // of the last look at the machine
}

// ErrNotRunning means that no kiosk runs on a data folder.
var ErrNotRunning = errors.New("no kiosk runs on it")

// A running kiosk tells its status to whoever asks on a socket in the data folder
// that only its user can open. A file would have to be written every minute, and
// could not be where the disk is full, which is when somebody looks.
const (
	socketName = "health.sock"
	tellTime   = 5 * time.Second
	statusSize = 1 << 20
)

// Serve tells the status to everybody who asks with [Ask], one at a time, until ctx
// ends. It is called by the kiosk that has the requests of the data folder.
func Serve(ctx context.Context, data string, status func() Status) error {
	err := folder.Serve(ctx, filepath.Join(data, socketName), func(conn net.Conn) {
		// Who hangs up before the end has seen enough.
		if conn.SetDeadline(time.Now().Add(tellTime)) == nil {
			_ = json.NewEncoder(conn).Encode(status())
		}
	})
	if err != nil {
		return fmt.Errorf("tell status: %w", err)
	}
	return nil
}

// Ask returns the status of the kiosk that runs on a data folder. If none does, the
// error is [ErrNotRunning].
func Ask(data string) (Status, error) {
	var s Status
	conn, err := net.DialTimeout("unix", filepath.Join(data, socketName), tellTime)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return s, fmt.Errorf("data folder %s: %w", data, ErrNotRunning)
	}
	if err != nil {
		return s, fmt.Errorf("ask kiosk: %w", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(tellTime)); err != nil {
		return s, fmt.Errorf("ask kiosk: %w", err)
	}
	if err := json.NewDecoder(io.LimitReader(conn, statusSize)).Decode(&s); err != nil {
		return s, fmt.Errorf("ask kiosk: %w", err)
	}
	return s, nil
}

// stuckAfter is how long a screen gives no sign of life when it is said to be stuck:
// several of the watch's intervals.
const stuckAfter = 15 * time.Second

// Running is the finding of a kiosk that runs, at a time.
func Running(s Status, now time.Time) Finding {
	quiet := now.Sub(s.Alive)
	f := Finding{Check: "kiosk", Value: fmt.Sprintf("running since %s", s.Started.Format(time.RFC3339))}
	if quiet >= stuckAfter {
		f.Value += fmt.Sprintf(", its screen is stuck for %s", quiet.Round(time.Second))
	}
	return f.with(quiet >= stuckAfter, "kiosk.stuck")
}

// Stopped is the finding of a kiosk that does not run.
func Stopped() Finding {
	return Finding{Check: "kiosk", Value: "not running", Troubles: []Code{"kiosk.stopped"}}
}

// Settings is the finding of the settings: whether the file can be used, and what was
// set on the screen.
func Settings(file string, unusable, screenUnusable error) Finding {
	return Finding{Check: "settings", Value: file}.
		with(unusable != nil, "settings.unusable").with(screenUnusable != nil, "settings.aside")
}

// With adds to a report what somebody else found at the same time, all of it shown.
func (r Report) With(findings ...Finding) Report {
	r.Findings = append(findings, r.Findings...)
	for _, f := range findings {
		for _, code := range f.Troubles {
			r.Conditions = append(r.Conditions, Condition{
				Check: f.Check, Code: code, Severity: kindOf(code).Severity, Since: r.At, Visible: true,
			})
		}
	}
	sortConditions(r.Conditions)
	return r
}
